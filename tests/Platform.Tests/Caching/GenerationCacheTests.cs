using Tollgate.Platform.Caching;

namespace Tollgate.Platform.Tests.Caching;

public sealed class GenerationCacheTests
{
    [Fact]
    public void It_is_bounded_and_keeps_what_is_used()
    {
        var cache = new GenerationCache<int, string>(capacity: 100);
        cache.Set(-1, "used");

        for (var index = 0; index < 10_000; index++)
        {
            cache.Set(index, "once");
            Assert.True(cache.TryGet(-1, out _));
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(index => cache.TryGet(index, out _)), 1, 100);
    }
}
