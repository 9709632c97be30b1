using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Tollgate.Local.Identity;

/// <summary>The provider's keys, one for each algorithm. After a rotation the old ones stay published until what they signed has expired.</summary>
internal sealed class SigningKeys(TimeProvider time)
{
    public const string EllipticCurve = "ES256";
    public const string Rsa = "RS256";

    /// <summary>How long a key stays published after it was replaced.</summary>
    public static readonly TimeSpan Overlap = TokenFactory.Life + TimeSpan.FromMinutes(5);

    private const int MostRetired = 20;
    private const int RsaBits = 2048;

    private readonly Lock _lock = new();
    private readonly List<(PublishedKey Key, DateTimeOffset Until)> _retired = [];
    private IReadOnlyList<PublishedKey>? _current;

    /// <summary>What signs now.</summary>
    public SigningCredentials Find(string algorithm)
    {
        lock (_lock)
        {
            return Current().First(key => key.Credentials.Algorithm == algorithm).Credentials;
        }
    }

    /// <summary>The JWK set.</summary>
    public JsonObject Publish()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _retired.RemoveAll(retired => retired.Until <= now);
            return new JsonObject { ["keys"] = new JsonArray([.. Current().Concat(_retired.Select(retired => retired.Key)).Select(key => key.Jwk.DeepClone())]) };
        }
    }

    /// <summary>Makes new keys, which sign from now on; says their ids.</summary>
    public JsonObject Rotate()
    {
        lock (_lock)
        {
            _retired.AddRange(Current().Select(key => (key, time.GetUtcNow() + Overlap)));
            _retired.RemoveRange(0, Math.Max(0, _retired.Count - MostRetired));
            _current = Make();
            return new JsonObject { ["kid"] = new JsonArray([.. _current.Select(key => JsonValue.Create(key.Credentials.Kid))]) };
        }
    }

    // At first use: an RSA key takes a while to find, and a start shall not wait for it.
    private IReadOnlyList<PublishedKey> Current() => _current ??= Make();

    private static IReadOnlyList<PublishedKey> Make()
    {
        var curve = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = NewId() };
        var point = curve.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        var rsa = new RsaSecurityKey(RSA.Create(RsaBits)) { KeyId = NewId() };
        var numbers = rsa.Rsa.ExportParameters(includePrivateParameters: false);
        return
        [
            new(new SigningCredentials(curve, EllipticCurve), Jwk(curve.KeyId, EllipticCurve, ("kty", "EC"), ("crv", "P-256"), ("x", Text(point.X!)), ("y", Text(point.Y!)))),
            new(new SigningCredentials(rsa, Rsa), Jwk(rsa.KeyId, Rsa, ("kty", "RSA"), ("n", Text(numbers.Modulus!)), ("e", Text(numbers.Exponent!)))),
        ];
    }

    private static JsonObject Jwk(string id, string algorithm, params ReadOnlySpan<(string Name, string Value)> material)
    {
        var jwk = new JsonObject { ["kid"] = id, ["use"] = "sig", ["alg"] = algorithm };
        foreach (var (name, value) in material)
        {
            jwk[name] = value;
        }

        return jwk;
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static string Text(byte[] value) => Base64UrlEncoder.Encode(value);

    private sealed record PublishedKey(SigningCredentials Credentials, JsonObject Jwk);
}
