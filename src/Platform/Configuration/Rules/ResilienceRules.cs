using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Retries, breakers and health checks: settings that contradict each other or would do nothing.</summary>
internal sealed class ResilienceRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var (resource, upstream) in resources.Of<UpstreamConfig>())
        {
            var report = (string pointer, string message) => findings.Error(resource, pointer, message);
            CheckRetries(upstream.Retries, report);
            CheckBreaker(upstream.Breaker, report);
            CheckHealth(upstream.Health, report);
            if (upstream.Concurrency is { Wait: not null, Queue: null or 0 })
            {
                report("/concurrency/wait", "nobody waits without a queue; write 'queue: 20' beside it, or remove 'wait'");
            }
        }
    }

    private static void CheckRetries(RetriesConfig? retries, Action<string, string> report)
    {
        if (retries is null)
        {
            return;
        }

        var (pause, longest) = (retries.Pause ?? RetriesConfig.DefaultPause, retries.MaxPause ?? RetriesConfig.DefaultMaxPause);
        if (pause.Value > longest.Value)
        {
            report(
                retries.Pause is null ? "/retries/maxPause" : "/retries/pause",
                $"the shortest pause, {pause}, is longer than the longest, {longest}; write a 'maxPause' of at least {pause}");
        }

        CheckStatuses(retries.Statuses, "/retries/statuses", report);
        if (retries is { Budget: 0, MinBudget: 0 })
        {
            report("/retries/budget", "nothing would ever be tried again; write 'retries: none' if that is meant");
        }
    }

    private static void CheckBreaker(BreakerConfig? breaker, Action<string, string> report)
    {
        if (breaker is null)
        {
            return;
        }

        var (open, longest) = (breaker.Open ?? BreakerConfig.DefaultOpen, breaker.MaxOpen ?? BreakerConfig.DefaultMaxOpen);
        if (open.Value > longest.Value)
        {
            report(
                breaker.Open is null ? "/breaker/maxOpen" : "/breaker/open",
                $"the breaker would open for {open}, longer than its longest time, {longest}; write a 'maxOpen' of at least {open}");
        }

        CheckStatuses(breaker.Statuses, "/breaker/statuses", report);
    }

    private static void CheckHealth(HealthConfig? health, Action<string, string> report)
    {
        if (health is null)
        {
            return;
        }

        var (timeout, interval) = (health.Timeout ?? HealthConfig.DefaultTimeout, health.Interval ?? HealthConfig.DefaultInterval);
        if (timeout.Value > interval.Value)
        {
            report(
                health.Timeout is null ? "/health/interval" : "/health/timeout",
                $"the next question would come before the answer may be late: {timeout} is longer than the interval, {interval}; write a 'timeout' of at most {interval}");
        }

        if (!health.Path.StartsWith('/') || health.Path.Length > 2048 || health.Path.AsSpan().ContainsAnyExceptInRange('!', '~') || health.Path.Contains('#', StringComparison.Ordinal))
        {
            report("/health/path", "a path begins with '/' and has neither spaces nor a fragment, as in '/healthz'");
        }

        CheckStatuses(health.Statuses, "/health/statuses", report);
    }

    private static void CheckStatuses(IReadOnlyList<int>? statuses, string pointer, Action<string, string> report)
    {
        if (statuses is [])
        {
            report(pointer, "the list is empty; name at least one status, or remove it");
        }

        HashSet<int> seen = [];
        for (var i = 0; i < statuses?.Count; i++)
        {
            if (!seen.Add(statuses[i]))
            {
                report(JsonPointer.Append(pointer, i), $"{statuses[i]} appears twice; remove one");
            }
        }
    }
}
