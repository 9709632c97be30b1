using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>A public key that an issuer publishes for signatures (RFC 7517), and that is strong enough.</summary>
internal sealed class TrustedKey
{
    private const int SmallestModulus = 2048 / 8;
    private const int LargestModulus = 8192 / 8;
    private const int LongestExponent = 8;

    private static readonly Dictionary<string, (string Algorithm, ECCurve Curve)> Curves = new()
    {
        ["P-256"] = ("ES256", ECCurve.NamedCurves.nistP256),
        ["P-384"] = ("ES384", ECCurve.NamedCurves.nistP384),
        ["P-521"] = ("ES512", ECCurve.NamedCurves.nistP521),
    };

    private readonly string? _algorithm;
    private volatile bool _withdrawn;

    private TrustedKey(JsonElement jwk, string material, string? algorithm, SecurityKey key)
    {
        (Id, Material, _algorithm, Key) = (Text(jwk, "kid"), material, algorithm, key);
        Issuer = jwk.TryGetProperty("issuer", out _) ? Text(jwk, "issuer") ?? "" : null;
    }

    public string? Id { get; }

    /// <summary>All that makes two keys the same.</summary>
    public string Material { get; }

    public SecurityKey Key { get; }

    /// <summary>
    /// Whose key it is, among tenants that publish theirs together, as Microsoft Entra ID does: one tenant's issuer, or a name that leaves the
    /// tenant open. Null where nothing is said, nobody's name where it makes no sense.
    /// </summary>
    public string? Issuer { get; }

    /// <summary>Whether the issuer no longer publishes it: what it signed is void.</summary>
    public bool IsWithdrawn => _withdrawn;

    /// <summary>Reads a key; null for one that is no use here: of another kind, for another use, too weak, or malformed.</summary>
    public static TrustedKey? Read(JsonElement jwk)
    {
        try
        {
            return jwk.ValueKind is not JsonValueKind.Object || Text(jwk, "use") is not (null or "sig") || !AllowsVerifying(jwk) ? null : Text(jwk, "kty") switch
            {
                "RSA" => ReadRsa(jwk),
                "EC" => ReadEllipticCurve(jwk),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the key may have made the signature that is looked for.</summary>
    public bool Fits(KeyQuery query) => Makes(query.Algorithm) && (query.Tenant is null || Issuer is null || query.Tenant.IsNamedBy(Issuer));

    public void Withdraw() => _withdrawn = true;

    private bool Makes(string algorithm) => _algorithm is null
        ? algorithm.StartsWith("RS", StringComparison.Ordinal) || algorithm.StartsWith("PS", StringComparison.Ordinal)
        : _algorithm == algorithm;

    private static bool AllowsVerifying(JsonElement jwk) => !jwk.TryGetProperty("key_ops", out var operations)
        || (operations.ValueKind is JsonValueKind.Array && operations.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.String && item.ValueEquals("verify")));

    private static TrustedKey? ReadRsa(JsonElement jwk)
    {
        var (modulus, exponent) = (Bytes(jwk, "n").AsSpan().TrimStart((byte)0).ToArray(), Bytes(jwk, "e"));
        var algorithm = Text(jwk, "alg");
        if (modulus.Length is < SmallestModulus or > LargestModulus || exponent.Length is 0 or > LongestExponent || algorithm is not (null or ['R' or 'P', 'S', ..]))
        {
            return null;
        }

        var key = new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return new TrustedKey(jwk, $"RSA {algorithm} {Convert.ToHexString(exponent)} {Convert.ToHexString(modulus)}", algorithm, key);
    }

    private static TrustedKey? ReadEllipticCurve(JsonElement jwk)
    {
        if (Text(jwk, "crv") is not { } name || !Curves.TryGetValue(name, out var curve) || (Text(jwk, "alg") ?? curve.Algorithm) != curve.Algorithm)
        {
            return null;
        }

        var point = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") };
        var key = new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point }));
        return new TrustedKey(jwk, $"{name} {Convert.ToHexString(point.X)} {Convert.ToHexString(point.Y)}", curve.Algorithm, key);
    }

    private static byte[] Bytes(JsonElement jwk, string name) => Text(jwk, name) is { } text ? Base64UrlEncoder.DecodeBytes(text) : [];

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
