namespace Tollgate.Platform.Trust;

/// <summary>Whom an assertion speaks for. Two subjects with the same names and the same scopes in the same order are equal.</summary>
/// <param name="Consumer">The consumer's name, unique within its tenant; empty for an anonymous caller.</param>
/// <param name="Tenant">The tenant whose data the caller may see.</param>
/// <param name="Scopes">What the caller may do; scope tokens of RFC 6749 section 3.3 (no spaces).</param>
public sealed record AssertionSubject(string Consumer, string Tenant, IReadOnlyList<string> Scopes)
{
    /// <inheritdoc/>
    public bool Equals(AssertionSubject? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Consumer == other.Consumer && Tenant == other.Tenant && Scopes.SequenceEqual(other.Scopes));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Consumer);
        hash.Add(Tenant);
        foreach (var scope in Scopes)
        {
            hash.Add(scope);
        }

        return hash.ToHashCode();
    }
}
