using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Platform.Tests.Telemetry;

public sealed class JsonLineTests
{
    private static readonly JsonName First = new("first");
    private static readonly JsonName Second = new("second");

    [Fact]
    public void Whatever_a_text_holds_a_reader_gets_it_back_from_one_line() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Texts(), text =>
        {
            var line = new JsonLine(null);
            line.Text(First, text);
            line.Number(Second, 1);

            var written = line.End().ToArray();
            var members = JsonDocument.Parse(written).RootElement;
            return members.GetProperty("first").GetString() == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))
                && members.GetProperty("second").GetInt32() == 1
                && written.AsSpan().IndexOf((byte)'\n') == written.Length - 1;
        }));

    [Fact]
    public void Numbers_are_written_in_full_and_durations_to_the_microsecond() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Numbers(), number =>
        {
            var line = new JsonLine(null);
            line.Number(First, number);
            line.Milliseconds(Second, new TimeSpan(number));

            return Encoding.UTF8.GetString(line.End()) == FormattableString.Invariant($$"""{"first":{{number}},"second":{{number / TimeSpan.TicksPerMicrosecond * 0.001m}}}""") + "\n";
        }));

    [Fact]
    public void Flags_and_times_are_written_in_full()
    {
        var line = new JsonLine(null);
        line.Flag(First, true);
        line.Flag(First, false);
        line.Time(Second, new DateTimeOffset(2030, 1, 1, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(5));

        Assert.Equal("""{"first":true,"first":false,"second":"2030-01-01T12:00:00.0000005Z"}""" + "\n", Encoding.UTF8.GetString(line.End()));
    }

    [Fact]
    public void What_has_no_value_is_left_out()
    {
        var line = new JsonLine(null);
        line.Text(First, null);
        line.Number(Second, null);

        Assert.Equal("{}\n", Encoding.UTF8.GetString(line.End()));
    }

    [Fact]
    public void A_name_is_escaped_like_a_text()
    {
        var line = new JsonLine(null);
        line.Number(new JsonName("a\"b"), 1);

        Assert.Equal(1, JsonDocument.Parse(line.End().ToArray()).RootElement.GetProperty("a\"b").GetInt32());
    }

    [Fact]
    public void A_buffer_serves_line_after_line_and_grows_with_them()
    {
        var buffer = new byte[4];
        var long1 = new string('x', 5000);
        var line = new JsonLine(buffer);
        line.Text(First, long1);

        Assert.Equal($$"""{"first":"{{long1}}"}""" + "\n", Encoding.UTF8.GetString(line.End()));

        var next = new JsonLine(line.Buffer);
        next.Text(First, "y");

        Assert.Equal("""{"first":"y"}""" + "\n", Encoding.UTF8.GetString(next.End()));
        Assert.Same(line.Buffer, next.Buffer);
    }

    private static Arbitrary<string> Texts() =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<char>(),
            Gen.Choose(0, 0x17F).Select(code => (char)code),
            Gen.Choose(' ', '~').Select(code => (char)code),
            Gen.Choose(0xD7FF, 0xE001).Select(code => (char)code)).ArrayOf().Select(characters => new string(characters)).ToArbitrary();

    private static Arbitrary<long> Numbers() =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>(),
            Gen.Choose(-20_000, 20_000).Select(number => (long)number),
            Gen.Elements(long.MinValue, long.MaxValue)).ToArbitrary();
}
