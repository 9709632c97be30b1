using System.Globalization;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Up means that a configuration is in use; a store that fails meanwhile degrades, because traffic still flows.</summary>
internal sealed class SnapshotReadiness(SnapshotSource snapshots) : IReadinessCheck
{
    public string Name => "configuration";

    public async ValueTask<Readiness> CheckAsync(CancellationToken cancellationToken) =>
        await snapshots.GetAsync(cancellationToken) is { } snapshot
            ? new Readiness(snapshots.IsFailing ? ReadinessStatus.Degraded : ReadinessStatus.Up, string.Create(CultureInfo.InvariantCulture, $"revision {snapshot.Head.Revision}"))
            : new Readiness(ReadinessStatus.Down, "none could be loaded yet");
}
