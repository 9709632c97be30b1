using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Accepting;
using Tollgate.Gateway.Composing;

namespace Tollgate.Gateway.Tests.Composing;

public sealed class SegmentValueTests
{
    // What path tricks are made of.
    private static readonly Gen<char> Characters = Gen.OneOf(Gen.Elements([.. "./\\%2eE25fF;?#&=+ \r\n\0\ud800\udc00äa"]), Gen.Choose(0, 0xffff).Select(code => (char)code));

    [Fact]
    public void A_value_that_is_sent_is_one_segment_that_says_exactly_that_value() => Check.QuickThrowOnFailure(Prop.ForAll(
        Characters.ArrayOf().Select(characters => new string(characters)).ToArbitrary(),
        value =>
        {
            if (SegmentValue.Encode(value) is not { } segment)
            {
                return true;
            }

            var fault = RequestTarget.TryRead($"/before/{segment}/after", out var target);
            return fault is PathFault.None
                && target.Path == $"/before/{segment}/after"
                && target.Path.Count(character => character == '/') == 3
                && Uri.UnescapeDataString(segment) == WellFormed(value);
        }));

    [Fact]
    public void Nothing_that_is_harmless_is_held_back() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements([.. "abcXYZ019-_~ !$'()*+,:;=@&äß€"]).NonEmptyListOf().Select(characters => string.Concat(characters)).ToArbitrary(),
        value => SegmentValue.Encode(value) is not null));

    // Half a surrogate pair has no encoding; it goes out as the replacement character.
    private static string WellFormed(string value) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(value));
}
