namespace Tollgate.Platform.Secrets;

/// <summary>Named secrets with versions, with the semantics of Azure Key Vault: setting a secret adds a version, the newest is current.</summary>
public interface ISecretStore
{
    /// <summary>Reads a secret; null where the name or version does not exist.</summary>
    /// <param name="name">1 to 127 letters, digits and hyphens; compared without case.</param>
    /// <param name="version">A version, or null for the current one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SecretStoreException">The store failed or the name is invalid.</exception>
    ValueTask<Secret?> GetAsync(string name, string? version, CancellationToken cancellationToken);

    /// <summary>Adds a version and makes it current; durable when the task completes.</summary>
    /// <exception cref="SecretStoreException">The store failed, the name is invalid, or the value exceeds 25 KiB.</exception>
    ValueTask<Secret> SetAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Removes a secret with all its versions.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="SecretStoreException">The store failed or the name is invalid.</exception>
    ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>One version of a secret. Its text form never shows the value.</summary>
/// <param name="Name">The secret's name as it was first set.</param>
/// <param name="Version">Opaque; 32 hexadecimal digits.</param>
/// <param name="Value">The secret itself: never log or return it.</param>
/// <param name="CreatedAt">When this version was set, on the store's clock.</param>
public sealed record Secret(string Name, string Version, string Value, DateTimeOffset CreatedAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}/{Version}";
}

/// <summary>A secret store that failed, or a request that no store could take.</summary>
public sealed class SecretStoreException(string message, Exception? innerException = null) : Exception(message, innerException);
