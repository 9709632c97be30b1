using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Logs;
using Tollgate.Platform.Telemetry;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Logs;

public sealed class AccessLogWriterTests
{
    private readonly ManualClock _clock = new();
    private readonly StringBuilder _written = new();
    private readonly List<(long Count, Exception? Exception)> _lost = [];

    [Fact]
    public async Task Closing_writes_what_is_still_queued()
    {
        await using (var writer = Writer())
        {
            for (var i = 0; i < 10_000; i++)
            {
                writer.Add(new Record(i));
            }
        }

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $$"""{"n":{{i}}}"""), Lines());
        Assert.Empty(_lost);
    }

    [Fact]
    public async Task Records_beyond_the_bound_are_dropped_and_counted()
    {
        var fitting = AccessLogWriter.Bound / (1 << 20);
        await using (var writer = Writer())
        {
            for (var i = 0; i < fitting + 7; i++)
            {
                writer.Add(new LongRecord((1 << 20) - "{'t':''}\n".Length));
            }
        }

        Assert.Equal(fitting, Lines().Length);
        Assert.Equal([(7L, null)], _lost);
    }

    [Fact]
    public async Task What_was_written_makes_room_for_more()
    {
        using var appended = new SemaphoreSlim(0);
        List<int> sizes = [];
        await using (var writer = new AccessLogWriter(Append, (count, exception) => _lost.Add((count, exception)), _clock))
        {
            for (var i = 0; i < 3; i++)
            {
                writer.Add(new LongRecord(AccessLogWriter.Bound / 2));
                _clock.Advance(TimeSpan.FromSeconds(1));
                await appended.WaitAsync();
            }
        }

        Assert.All(sizes, size => Assert.InRange(size, AccessLogWriter.Bound / 2, (AccessLogWriter.Bound / 2) + 100));
        Assert.Empty(_lost);

        void Append(ReadOnlyMemory<byte> lines)
        {
            sizes.Add(lines.Length);
            appended.Release();
        }
    }

    [Fact]
    public async Task A_disk_that_fails_costs_records_but_nothing_else()
    {
        var failure = new IOException("No space left on device");
        await using (var writer = new AccessLogWriter(_ => throw failure, (count, exception) => _lost.Add((count, exception)), _clock))
        {
            writer.Add(new Record(1));
        }

        Assert.Equal([(1L, failure)], _lost);
    }

    [Fact]
    public async Task Only_access_records_reach_the_file()
    {
        using var folder = new TemporaryFolder();
        var options = new LocalOptions { DataFolder = folder.Path };
        var (access, other) = (new Record(1), new Record(2));

        await using (var logging = LocalLogging.Open(options, TextWriter.Null, _clock))
        {
            using var loggers = LoggerFactory.Create(logging.Configure);
            loggers.CreateLogger("Tollgate.Gateway.Access").Log(LogLevel.Information, 0, access, null, (_, _) => "");
            loggers.CreateLogger("Tollgate.Gateway").Log(LogLevel.Information, 0, other, null, (_, _) => "");
        }

        Assert.Equal("{\"n\":1}\n", await File.ReadAllTextAsync(Path.Combine(folder.Path, "logs", "access.jsonl")));
    }

    [Fact]
    public async Task Nobody_listens_to_access_records_when_nothing_is_kept()
    {
        await using var logging = LocalLogging.Open(new LocalOptions { Memory = true }, TextWriter.Null, _clock);
        using var loggers = LoggerFactory.Create(logging.Configure);

        var logger = loggers.CreateLogger("Tollgate.Gateway.Access");

        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void A_full_file_makes_room_and_the_oldest_goes()
    {
        using var folder = new TemporaryFolder();
        using (var file = new RotatingFile(folder.File("a.jsonl"), fullAt: 11, keep: 3))
        {
            foreach (var line in new[] { "one\n", "two\n", "three\n", "four\n", "five\n", "six\n", "seven\n" })
            {
                file.Append(Encoding.UTF8.GetBytes(line));
            }
        }

        Assert.Equal(["a.1.jsonl", "a.2.jsonl", "a.jsonl"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal("three\nfour\n", File.ReadAllText(folder.File("a.2.jsonl")));
        Assert.Equal("five\nsix\n", File.ReadAllText(folder.File("a.1.jsonl")));
        Assert.Equal("seven\n", File.ReadAllText(folder.File("a.jsonl")));
    }

    private AccessLogWriter Writer() =>
        new(lines => _written.Append(Encoding.UTF8.GetString(lines.Span)), (count, exception) => _lost.Add((count, exception)), _clock);

    private string[] Lines() => _written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed record Record(int Number) : IJsonRecord
    {
        private static readonly JsonName Name = new("n");

        public void WriteMembers(ref JsonLine line) => line.Number(Name, Number);
    }

    private sealed record LongRecord(int Length) : IJsonRecord
    {
        private static readonly JsonName Name = new("t");

        public void WriteMembers(ref JsonLine line) => line.Text(Name, new string('x', Length));
    }
}
