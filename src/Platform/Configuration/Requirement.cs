namespace Tollgate.Platform.Configuration;

/// <summary>What a condition of a <see cref="Requirement"/> looks at.</summary>
public enum ConditionKind
{
    /// <summary>A scope of the credential.</summary>
    Scope,

    /// <summary>A role of a token.</summary>
    Role,

    /// <summary>Another claim of a token.</summary>
    Claim,
}

/// <summary>One condition on a caller.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Name">The scope, the role or the claim's name.</param>
/// <param name="Value">The value that the claim must have, or one of its values; null for any, and for scopes and roles.</param>
public sealed record CallerCondition(ConditionKind Kind, string Name, string? Value);

/// <summary>An entry of <c>require</c>: conditions of which one must hold, as in <c>scope:orders.write | role:admin</c>.</summary>
/// <param name="Options">At least one.</param>
public sealed record Requirement(IReadOnlyList<CallerCondition> Options)
{
    /// <summary>Reads an entry that has passed the check of its form.</summary>
    /// <exception cref="FormatException">A part is neither a scope nor a role nor a claim.</exception>
    public static Requirement Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Requirement([.. text.Split('|', StringSplitOptions.TrimEntries).Select(Condition)]);
    }

    private static CallerCondition Condition(string text) =>
        After(text, "scope:") is { } scope ? new CallerCondition(ConditionKind.Scope, scope, null)
        : After(text, "role:") is { } role ? new CallerCondition(ConditionKind.Role, role, null)
        : After(text, "claim:")?.Split('=', 2) is [var name, .. var value] ? new CallerCondition(ConditionKind.Claim, name, value is [var wanted] ? wanted : null)
        : throw new FormatException($"'{text}' is no requirement.");

    private static string? After(string text, string prefix) => text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}
