using Tollgate.Functional.Pipeline;
using Tollgate.Testing;

namespace Tollgate.Functional.Resilience;

/// <summary>Configurations of one API in front of some servers.</summary>
internal static class Balanced
{
    public static string Configuration(IEnumerable<Uri> urls, string upstream = "", string api = "") =>
        $"""
        upstream: u
        urls: [{string.Join(", ", urls)}]
        {upstream}
        ---
        api: a
        path: /a
        upstream: u
        access: anonymous
        {api}
        """;

    public static Task<GatewayHost> StartAsync(IEnumerable<Uri> urls, string upstream = "", string api = "", TimeProvider? clock = null) =>
        GatewayHost.StartAsync(Configuration(urls, upstream, api), clock);

    /// <summary>Lets a clock run, faster than the real one but slow enough for what happens on sockets, until something is done.</summary>
    public static async Task<T> PassAsync<T>(ManualClock clock, Task<T> pending)
    {
        while (!pending.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(pending, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None));
        }

        return await pending;
    }

    /// <summary>Lets a clock run until something is observed.</summary>
    public static async Task UntilPassingAsync(ManualClock clock, Func<bool> condition)
    {
        var pending = UntilAsync(condition);
        await PassAsync(clock, pending.ContinueWith(_ => true, TaskScheduler.Default));
    }

    /// <summary>Waits for what happens on another thread.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }
}
