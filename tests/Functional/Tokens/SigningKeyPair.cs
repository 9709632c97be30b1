using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Functional.Tokens;

/// <summary>A key of an identity provider: signs whatever it is told to, and shows its public half.</summary>
internal sealed class SigningKeyPair
{
    private readonly Func<byte[], byte[]> _sign;

    private SigningKeyPair(string id, string algorithm, Func<byte[], byte[]> sign, string material) =>
        (Id, Algorithm, _sign, Material) = (id, algorithm, sign, material);

    public string Id { get; }

    public string Algorithm { get; }

    /// <summary>The members of the JWK that make the key, without braces.</summary>
    public string Material { get; }

    public string Jwk => $$"""{"kid":"{{Id}}","use":"sig",{{Material}}}""";

    public static SigningKeyPair Rsa(string id, string algorithm = "RS256", int bits = 2048)
    {
        var rsa = RSA.Create(bits);
        var parameters = rsa.ExportParameters(false);
        var padding = algorithm.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return new SigningKeyPair(
            id,
            algorithm,
            input => rsa.SignData(input, Hash(algorithm), padding),
            $$""" "kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}","e":"{{Base64Url.EncodeToString(parameters.Exponent)}}" """);
    }

    public static SigningKeyPair EllipticCurve(string id, string algorithm = "ES256")
    {
        var (curve, name) = algorithm switch
        {
            "ES384" => (ECCurve.NamedCurves.nistP384, "P-384"),
            "ES512" => (ECCurve.NamedCurves.nistP521, "P-521"),
            _ => (ECCurve.NamedCurves.nistP256, "P-256"),
        };
        var key = ECDsa.Create(curve);
        var point = key.ExportParameters(false).Q;
        return new SigningKeyPair(
            id,
            algorithm,
            input => key.SignData(input, Hash(algorithm)),
            $$""" "kty":"EC","crv":"{{name}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}" """);
    }

    /// <summary>The same key, published with this member <c>issuer</c>, in JSON.</summary>
    public SigningKeyPair Of(string issuer) => new(Id, Algorithm, _sign, $"{Material},\"issuer\":{issuer}");

    /// <summary>A token with this header and these claims, whatever they are.</summary>
    public string Sign(string header, string claims)
    {
        var content = $"{Encode(header)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(_sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static HashAlgorithmName Hash(string algorithm) => algorithm[2..] switch
    {
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
