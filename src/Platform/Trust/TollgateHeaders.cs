namespace Tollgate.Platform.Trust;

/// <summary>Header fields between the gateway and the services behind it.</summary>
public static class TollgateHeaders
{
    /// <summary>
    /// Carries the assertion (a compact JWT) of who calls. Sent only to the product's own services; the gateway removes it from
    /// requests that arrive with one.
    /// </summary>
    public const string Assertion = "Tollgate-Assertion";
}
