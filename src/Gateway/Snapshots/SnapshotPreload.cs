using Microsoft.Extensions.Hosting;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Begins to load the configuration while the host still starts, which doesn't wait for it.</summary>
internal sealed class SnapshotPreload(SnapshotSource snapshots) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        snapshots.Preload();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
