namespace Tollgate.Platform.Configuration;

/// <summary>What an apply does with resources that its documents don't mention.</summary>
public enum ApplyMode
{
    /// <summary>Keeps them.</summary>
    Merge,

    /// <summary>Removes them: the documents are the whole configuration.</summary>
    Replace,
}

/// <summary>How an apply ended.</summary>
public enum ApplyOutcome
{
    /// <summary>A new revision is served.</summary>
    Applied,

    /// <summary>The documents say what is already there; no new revision.</summary>
    Unchanged,

    /// <summary>A dry run found no mistakes; nothing was written.</summary>
    Valid,

    /// <summary>There are mistakes; nothing changed.</summary>
    Invalid,

    /// <summary>Others kept changing the configuration at the same time; nothing changed, applying again is safe.</summary>
    Conflict,
}

/// <summary>The answer to an apply.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Revision">The revision that is served now.</param>
/// <param name="Changes">What changed, or in a dry run would change.</param>
/// <param name="Errors">Every mistake; empty unless the outcome is invalid or a conflict.</param>
/// <param name="Warnings">What is probably not meant.</param>
public sealed record ApplyResult(
    ApplyOutcome Outcome,
    long Revision,
    IReadOnlyList<ResourceChange> Changes,
    IReadOnlyList<ConfigurationError> Errors,
    IReadOnlyList<ConfigurationError> Warnings)
{
    /// <summary>Whether the documents are in force, or in a dry run could be.</summary>
    public bool Succeeded => Outcome is ApplyOutcome.Applied or ApplyOutcome.Unchanged or ApplyOutcome.Valid;
}
