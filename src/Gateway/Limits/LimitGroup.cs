namespace Tollgate.Gateway.Limits;

/// <summary>What a limit is counted by.</summary>
internal enum LimitBy
{
    Api,
    Consumer,
    Subscription,
    Tenant,
    Address,
    Header,
    Claim,
}

/// <summary>Limits of one owner that are counted by the same thing, and so share a row.</summary>
/// <param name="Scope">The owner and the thing: the same in every instance, and the same for as long as the owner keeps its name.</param>
/// <param name="By">What is counted separately.</param>
/// <param name="Argument">The header's or claim's name.</param>
/// <param name="IsShared">Whether instances count together.</param>
/// <param name="Limits">The limits.</param>
internal sealed record LimitGroup(string Scope, LimitBy By, string? Argument, bool IsShared, LimitModel[] Limits);

/// <summary>Limits that apply to a request together, with what answers say of them.</summary>
internal sealed class LimitSet
{
    public LimitSet(IReadOnlyList<LimitGroup> groups, int early)
    {
        Groups = [.. groups];
        Early = early;
        Limits = [.. groups.SelectMany(group => group.Limits)];
        Names = [.. LimitNames.Of(groups)];
        PolicyHeader = RateLimitFields.Policy(Limits, Names);
    }

    public static LimitSet None { get; } = new([], 0);

    public LimitGroup[] Groups { get; }

    /// <summary>How many of the groups come before authentication.</summary>
    public int Early { get; }

    /// <summary>All limits, in the order of their groups.</summary>
    public LimitModel[] Limits { get; }

    /// <summary>What answers call the limits: unique.</summary>
    public string[] Names { get; }

    /// <summary>The value of <c>RateLimit-Policy</c>.</summary>
    public string PolicyHeader { get; }
}

/// <summary>Names that are unique in an answer: a plan's limit that is called as one of the API is told from it.</summary>
internal static class LimitNames
{
    public static IEnumerable<string> Of(IReadOnlyList<LimitGroup> groups)
    {
        HashSet<string> taken = [];
        foreach (var limit in groups.SelectMany(group => group.Limits))
        {
            var name = limit.Name;
            while (!taken.Add(name))
            {
                name = "plan:" + name;
            }

            yield return name;
        }
    }
}
