using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Trust;

/// <summary>An issuer's key pair; the private half never leaves this object.</summary>
internal sealed class SigningKey
{
    /// <summary>How long a key signs before the next one is made.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>How much longer a key may sign when its successor can't be published, and stays published after it last signed.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    private readonly JsonWebKey _public;

    public SigningKey(DateTimeOffset now)
    {
        // The signature providers that hold the key outlive the moment at which it is replaced, so nobody may dispose it.
        var key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        _public = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
        };
        key.KeyId = Base64UrlEncoder.Encode(_public.ComputeJwkThumbprint());
        Credentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        RotateAt = now + Life;
        SignsUntil = RotateAt + Overlap;
        Expires = SignsUntil + Overlap;
    }

    public SigningCredentials Credentials { get; }

    public DateTimeOffset RotateAt { get; }

    public DateTimeOffset SignsUntil { get; }

    public DateTimeOffset Expires { get; }

    public TableEntity ToRow(string issuer) => new(issuer, Credentials.Kid)
    {
        { TrustTable.KeyProperty, $$"""{"kty":"EC","crv":"P-256","x":"{{_public.X}}","y":"{{_public.Y}}"}""" },
        { TrustTable.ExpiresProperty, Expires },
    };
}
