using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Tollgate.Local.Identity;

/// <summary>What a code stands for until it is exchanged for a token.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Person">Who said yes.</param>
/// <param name="RedirectUri">Where the code went.</param>
/// <param name="Challenge">The PKCE challenge (RFC 7636, S256).</param>
internal sealed record Authorization(TokenRequest Request, Person Person, string RedirectUri, string Challenge)
{
    public bool IsProvenBy(string verifier) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == Challenge;
}

/// <summary>The codes that are on their way: each is good once, for a minute.</summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    private const int Most = 1000;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Authorization Authorization, DateTimeOffset Until)> _codes = [];

    public string Add(Authorization authorization)
    {
        var code = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var old in _codes.Where(pair => pair.Value.Until <= now || _codes.Count >= Most).Select(pair => pair.Key).ToList())
            {
                _codes.Remove(old);
            }

            _codes.Add(code, (authorization, now + Life));
        }

        return code;
    }

    /// <summary>What a code stands for; null for one that is unknown, used or too old.</summary>
    public Authorization? Take(string code)
    {
        lock (_lock)
        {
            return _codes.Remove(code, out var found) && time.GetUtcNow() < found.Until ? found.Authorization : null;
        }
    }
}
