using Tollgate.Local.Keys;
using Tollgate.Platform.Configuration;

namespace Tollgate.Local.Configuration;

/// <summary>Applies resource files to the store, and gives the subscriptions in them their development keys.</summary>
internal sealed class LocalConfiguration(ConfigurationStore store, ConfigurationReader reader, DevelopmentKeys keys, AppliedMark mark)
{
    private const string Author = "local";

    /// <summary>Makes the files all that is served, if they are not already.</summary>
    /// <returns>Every mistake in them: with any, what was served before stays. Without, the keys of what is served now.</returns>
    public async Task<ServedConfiguration> ApplyAsync(IReadOnlyList<ConfigurationFile> files, CancellationToken cancellationToken)
    {
        var hash = ResourceFiles.Hash(files);
        var head = await reader.ReadHeadAsync(cancellationToken);
        IReadOnlyList<ConfigurationError> warnings = [];
        if (head.Revision == 0 || !mark.Is(hash))
        {
            var applied = await store.ApplyAsync(files, ApplyMode.Replace, Author, dryRun: false, cancellationToken);
            if (!applied.Succeeded)
            {
                return new ServedConfiguration(head.Revision, applied.Errors, applied.Warnings, []);
            }

            mark.Set(hash);
            warnings = applied.Warnings;
            head = await reader.ReadHeadAsync(cancellationToken);
        }

        var resources = await reader.ReadResourcesAsync(head, cancellationToken);
        return new ServedConfiguration(head.Revision, [], warnings, await keys.EnsureAsync(resources, cancellationToken));
    }
}

/// <summary>What an apply led to.</summary>
/// <param name="Revision">The revision that is served.</param>
/// <param name="Errors">Mistakes because of which nothing changed.</param>
/// <param name="Warnings">What is probably not meant.</param>
/// <param name="Keys">The development keys that open what is served.</param>
internal sealed record ServedConfiguration(
    long Revision, IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<ConfigurationError> Warnings, IReadOnlyList<DevelopmentKey> Keys);
