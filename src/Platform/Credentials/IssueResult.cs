namespace Tollgate.Platform.Credentials;

/// <summary>The answer to a request for a key.</summary>
/// <param name="Key">The key in plain text: shown once, stored nowhere. Null on failure.</param>
/// <param name="Error">Why there is no key, or <see cref="IssueError.None"/>.</param>
public sealed record IssueResult(string? Key, IssueError Error);

/// <summary>Why no key was issued.</summary>
public enum IssueError
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The configuration has no such subscription.</summary>
    SubscriptionNotFound,

    /// <summary>The subscription has a key of that name; revoke it first or take another name.</summary>
    NameTaken,

    /// <summary>The subscription has two live keys; revoke one first.</summary>
    TooManyKeys,
}
