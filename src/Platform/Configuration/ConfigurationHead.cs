namespace Tollgate.Platform.Configuration;

/// <summary>The one row that tells what is current; gateways poll it.</summary>
/// <param name="Revision">The configuration revision that is served; 0 before the first apply.</param>
/// <param name="SnapshotBlob">The blob with the effective resources of that revision; null before the first apply.</param>
/// <param name="CredentialSequence">Moves after every change of an API key: what a gateway remembers about keys is then stale.</param>
/// <param name="RegistrySequence">Moves before every change of the service registry.</param>
public sealed record ConfigurationHead(long Revision, string? SnapshotBlob, long CredentialSequence, long RegistrySequence)
{
    /// <summary>
    /// Whether the changes of the service registry that were announced are over. Until then what was read of it may already have changed without a
    /// further move of the sequence, also when the one who changes it dies.
    /// </summary>
    public bool IsRegistrySettled { get; init; } = true;
}
