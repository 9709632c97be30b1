using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Authorizing;

/// <summary>Compares what a route requires with what a caller has.</summary>
internal static class Requirements
{
    /// <returns>Null when every requirement holds.</returns>
    public static Problem? Check(RouteModel route, CallerIdentity caller)
    {
        var requirements = route.Requirements;
        for (var index = 0; index < requirements.Count; index++)
        {
            if (!IsMet(requirements[index], caller))
            {
                return Refuse(route, requirements[index]);
            }
        }

        return null;
    }

    private static bool IsMet(Requirement requirement, CallerIdentity caller)
    {
        var options = requirement.Options;
        for (var index = 0; index < options.Count; index++)
        {
            if (Has(caller, options[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(CallerIdentity caller, CallerCondition condition) => condition.Kind switch
    {
        ConditionKind.Scope => Contains(caller.Scopes, condition.Name),
        ConditionKind.Role => Contains(caller.Roles, condition.Name),
        _ => caller.TryGetClaim(condition.Name, out var values) && (condition.Value is not { } wanted || Contains(values, wanted)),
    };

    private static bool Contains<T>(T values, string wanted)
        where T : IReadOnlyList<string?>
    {
        for (var index = 0; index < values.Count; index++)
        {
            if (string.Equals(values[index], wanted, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static Problem Refuse(RouteModel route, Requirement missing)
    {
        // All scopes that the route asks for, so that a client can get them at once (RFC 6750 section 3).
        var scopes = string.Join(' ', route.Requirements
            .Select(requirement => requirement.Options.FirstOrDefault(option => option.Kind is ConditionKind.Scope)?.Name)
            .OfType<string>()
            .Distinct());
        var challenge = $"{Refusal.Challenge(route)}, error=\"insufficient_scope\"";
        return new Problem(ProblemTypes.Forbidden, $"This needs {string.Join(" or ", missing.Options.Select(Describe))}, which the caller's credential doesn't have.")
        {
            Headers = [new("WWW-Authenticate", scopes.Length == 0 ? challenge : $"{challenge}, scope=\"{Quoted(scopes)}\"")],
        };
    }

    private static string Describe(CallerCondition condition) => condition switch
    {
        { Kind: ConditionKind.Scope } => $"the scope '{condition.Name}'",
        { Kind: ConditionKind.Role } => $"the role '{condition.Name}'",
        { Value: null } => $"the claim '{condition.Name}'",
        _ => $"the claim '{condition.Name}' with the value '{condition.Value}'",
    };

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
