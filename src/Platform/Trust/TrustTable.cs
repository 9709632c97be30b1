using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Trust;

/// <summary>
/// The table in which an issuer publishes the public halves of its keys (partition: issuer, row: key id, a JWK and an expiry).
/// Only the issuer may write it; everyone who trusts the issuer reads it.
/// </summary>
public static class TrustTable
{
    internal const string KeyProperty = "Jwk";
    internal const string ExpiresProperty = "Expires";

    /// <summary>The table of an issuer: <c>trustGateway</c> for <c>gateway</c>.</summary>
    public static string Of(string issuer)
    {
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        return string.Concat("trust", char.ToUpperInvariant(issuer[0]).ToString(), issuer.AsSpan(1));
    }

    /// <summary>The table as a module declares it: with <see cref="StorageAccess.Write"/> only by the issuer itself.</summary>
    public static TableInfo Info(string issuer, StorageAccess access) => new(Of(issuer), StorageHome.Platform, access);
}
