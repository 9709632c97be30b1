namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>How long what applies write is kept. The newest revisions are kept whole, however old they are.</summary>
internal static class RevisionTerms
{
    /// <summary>How many revisions, the head's among them, are kept whatever their age.</summary>
    public const int Newest = 100;

    /// <summary>How long a revision can be made current again.</summary>
    public static readonly TimeSpan ContentKept = TimeSpan.FromDays(90);

    /// <summary>How long it is known who made a revision and what it changed.</summary>
    public static readonly TimeSpan RecordKept = TimeSpan.FromDays(730);

    /// <summary>How long after it read the head an apply may commit.</summary>
    public static readonly TimeSpan LongestApply = TimeSpan.FromDays(1);

    /// <summary>After how long what was written and never committed is nobody's: well after <see cref="LongestApply"/>, whatever stores' clocks differ by.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromDays(2);

    public static bool IsAmongNewest(long revision, long head) => head - revision < Newest;

    /// <summary>Whether a committed revision can be made current again.</summary>
    public static bool HasContent(long revision, TimeSpan age, long head) => IsAmongNewest(revision, head) || age < ContentKept;
}
