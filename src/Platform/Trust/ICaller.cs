namespace Tollgate.Platform.Trust;

/// <summary>Who calls, as the issuer of a verified assertion says: an <c>HttpContext</c> feature behind <c>RequireAssertion</c>.</summary>
public interface ICaller
{
    /// <summary>The consumer's name, unique within <see cref="Tenant"/>; empty for an anonymous caller of an API that asks for no credential.</summary>
    string Consumer { get; }

    /// <summary>The tenant whose data the caller may see.</summary>
    string Tenant { get; }

    /// <summary>What the caller may do.</summary>
    IReadOnlySet<string> Scopes { get; }

    /// <summary>Who vouches: <c>gateway</c> for requests from outside.</summary>
    string Issuer { get; }
}

internal sealed record Caller(string Consumer, string Tenant, IReadOnlySet<string> Scopes, string Issuer) : ICaller;
