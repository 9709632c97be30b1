namespace Tollgate.Platform.Configuration;

/// <summary>What happened to a resource.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It says something else.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>A resource that a revision changed.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Resource">The kind of resource: <c>api</c>, <c>plan</c>, …</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Name">Its name; for an API with a version <c>name@version</c>.</param>
public sealed record ResourceChange(ChangeKind Kind, string Resource, string Tenant, string Name);

/// <summary>A change of one resource, in its history.</summary>
/// <param name="Revision">The configuration revision that made it.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Author">Who applied it.</param>
/// <param name="At">When.</param>
public sealed record ResourceRevision(long Revision, ChangeKind Kind, string Author, DateTimeOffset At);

/// <summary>A committed configuration revision.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Parent">The revision that it was made from.</param>
/// <param name="ApplyId">The apply that made it.</param>
/// <param name="Author">Who applied it.</param>
/// <param name="At">When.</param>
/// <param name="Summary">What changed, in a few words: <c>2 created, 1 deleted</c>.</param>
public sealed record ConfigurationRevision(long Revision, long Parent, string ApplyId, string Author, DateTimeOffset At, string Summary);
