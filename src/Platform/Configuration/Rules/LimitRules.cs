using System.Globalization;
using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Limits whose numbers make sense together, each by itself.</summary>
internal sealed class LimitRules : IRule
{
    /// <summary>Limits in one list, and in all that apply to a route.</summary>
    public const int Most = 16;

    private static readonly TimeSpan LongPeriod = TimeSpan.FromHours(1);

    // Instances lease a quarter of what the burst lasts for: less than 200 ms would not outlive the way to the store and back.
    private const double ShortestBurst = 0.8;

    public void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var resource in resources.All)
        {
            switch (resource.Config)
            {
                case ApiConfig api:
                    Check(api.Limits, "/limits", resource, findings);
                    for (var i = 0; i < api.Routes.Count; i++)
                    {
                        Check(api.Routes[i].Limits, $"{JsonPointer.Append("/routes", i)}/limits", resource, findings);
                    }

                    break;
                case PolicyConfig policy:
                    Check(policy.Limits, "/limits", resource, findings);
                    break;
                case PlanConfig plan:
                    Check(plan.Limits, "/limits", resource, findings);
                    break;
            }
        }
    }

    private static void Check(IReadOnlyList<LimitConfig> limits, string pointer, Resource resource, Findings findings)
    {
        HashSet<string> names = [];
        for (var i = 0; i < limits.Count; i++)
        {
            var (limit, at) = (limits[i], JsonPointer.Append(pointer, i));
            if (!names.Add(limit.Name))
            {
                findings.Error(resource, $"{at}/name", $"another limit here is called '{limit.Name}'; give one of them another name");
            }

            foreach (var (key, message) in ErrorsOf(limit))
            {
                findings.Error(resource, $"{at}/{key}", message);
            }

            if (limit is { IsEarly: true, Accuracy: LimitAccuracy.Shared })
            {
                findings.Warning(resource, $"{at}/accuracy", $"every new value of '{limit.By}' costs a write to the store, also when an attacker makes them up; 'accuracy: local' costs none");
            }
        }
    }

    private static IEnumerable<(string Key, string Message)> ErrorsOf(LimitConfig limit)
    {
        var per = limit.Per.Value;
        if (per.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return ("per", $"{limit.Per} is no whole number of seconds; write one, such as {Math.Ceiling(per.TotalSeconds):0}s");
        }

        if (limit.Burst is not null && per >= LongPeriod)
        {
            yield return ("burst", "from an hour on requests are counted per window, which has no burst; remove it, or add a limit with a shorter period");
        }

        if (limit.Window is not null && per < LongPeriod)
        {
            yield return ("window", "below an hour tokens flow in evenly, without windows; remove it");
        }

        if (limit is { OnStoreFailure: not null, EffectiveAccuracy: LimitAccuracy.Local })
        {
            yield return ("onStoreFailure", "a local limit uses no store; remove it, or write 'accuracy: shared'");
        }

        var enough = Math.Ceiling(ShortestBurst * limit.Requests / per.TotalSeconds);
        if (limit.Burst < enough && per < LongPeriod && limit.EffectiveAccuracy is LimitAccuracy.Shared)
        {
            yield return ("burst", string.Create(
                CultureInfo.InvariantCulture,
                $"{limit.Burst} is less than {ShortestBurst} s of this limit, too little for several instances to share; write at least {enough:0}, or 'accuracy: local'"));
        }
    }
}
