using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Forwarding;

namespace Tollgate.Gateway.Tests.Forwarding;

public sealed class ReplayBufferTests
{
    private const int Limit = 10_000;

    [Fact]
    public void What_was_taken_is_kept_exactly_or_not_at_all() => Prop.ForAll(
        Gen.Choose(0, 4000).ListOf().ToArbitrary(),
        sizes =>
        {
            using var buffer = new ReplayBuffer(Limit);
            List<byte> taken = [];
            foreach (var size in sizes)
            {
                var piece = Enumerable.Range(taken.Count, size).Select(value => (byte)value).ToArray();
                taken.AddRange(piece);
                buffer.Add(new ReadOnlySequence<byte>(piece), isLast: false);
            }

            return taken.Count <= Limit ? buffer.IsWhole && buffer.Kept.Span.SequenceEqual(taken.ToArray()) : !buffer.IsWhole && buffer.Kept.IsEmpty;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_that_is_too_large_is_not_taken_up_again_by_a_later_small_piece()
    {
        using var buffer = new ReplayBuffer(4);

        buffer.Add(new ReadOnlySequence<byte>("12345"u8.ToArray()), isLast: false);
        buffer.Add(new ReadOnlySequence<byte>("6"u8.ToArray()), isLast: true);

        Assert.False(buffer.IsWhole);
        Assert.True(buffer.HasEnd);
        Assert.True(buffer.Kept.IsEmpty);
    }
}
