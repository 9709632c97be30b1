namespace Tollgate.Platform.Http;

/// <summary>
/// A kind of error that leaves the product as RFC 9457 <c>application/problem+json</c>. Clients key on <see cref="Uri"/>, which never
/// changes; <c>docs/errors.md</c> explains each.
/// </summary>
/// <param name="Name">Lower-case words with hyphens, unique.</param>
/// <param name="Status">The HTTP status that goes with it.</param>
/// <param name="Title">A short summary that is the same at every occurrence.</param>
public sealed record ProblemType(string Name, int Status, string Title)
{
    /// <summary>The <c>type</c> member; one of our own where nobody has registered a fitting one.</summary>
    public string Uri { get; init; } = "urn:tollgate:problem:" + Name;
}
