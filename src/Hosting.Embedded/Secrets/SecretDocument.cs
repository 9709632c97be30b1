using Tollgate.Platform.Secrets;

namespace Tollgate.Hosting.Embedded.Secrets;

/// <summary>All secrets with all their versions, oldest first, by lower-case name.</summary>
internal sealed class SecretDocument
{
    public const int Current = 1;

    public int Format { get; init; } = Current;

    public Dictionary<string, List<Secret>> Secrets { get; init; } = new(StringComparer.Ordinal);

    public Secret? Find(string name, string? version) => Secrets.TryGetValue(KeyOf(name), out var versions)
        ? version is null ? versions[^1] : versions.Find(secret => secret.Version == version)
        : null;

    public Secret Add(string name, string value, DateTimeOffset now)
    {
        var key = KeyOf(name);
        if (!Secrets.TryGetValue(key, out var versions))
        {
            Secrets[key] = versions = [];
        }

        var secret = new Secret(versions.Count == 0 ? name : versions[0].Name, Guid.NewGuid().ToString("N"), value, now);
        versions.Add(secret);
        return secret;
    }

    public bool Remove(string name) => Secrets.Remove(KeyOf(name));

    private static string KeyOf(string name) => name.ToLowerInvariant();
}
