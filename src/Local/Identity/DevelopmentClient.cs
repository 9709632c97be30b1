using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform.Secrets;

namespace Tollgate.Local.Identity;

/// <summary>The clients that the provider knows: an application with a secret, which is kept with this machine's other secrets, and an app without one.</summary>
/// <param name="Secret">The secret of <see cref="Id"/>.</param>
internal sealed record DevelopmentClient(string Secret)
{
    /// <summary>The application that gets tokens for itself.</summary>
    public const string Id = "demo";

    /// <summary>The app that gets tokens for people, with a code and PKCE; it can keep no secret.</summary>
    public const string AppId = "demo-app";

    private const string SecretName = "dev-client-demo";
    private const int SecretLength = 32;

    /// <summary>Finds the secret or makes one.</summary>
    public static async Task<DevelopmentClient> EnsureAsync(ISecretStore secrets, CancellationToken cancellationToken)
    {
        var known = await secrets.GetAsync(SecretName, null, cancellationToken);
        return new DevelopmentClient((known ?? await secrets.SetAsync(SecretName, RandomNumberGenerator.GetHexString(SecretLength, lowercase: true), cancellationToken)).Value);
    }

    public bool Matches(string secret) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(secret));
}
