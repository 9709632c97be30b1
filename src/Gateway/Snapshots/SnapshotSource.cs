using Microsoft.Extensions.Logging;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Snapshots;

/// <summary>
/// Keeps the current snapshot. While requests come, the head is read at most once a second, beside them; a request waits for
/// the read only when the last one is older than <see cref="StaleAfter"/>, so a change holds within that time even on an instance that was
/// idle. A store that fails or a configuration that can't be compiled never replaces a working snapshot.
/// </summary>
internal sealed class SnapshotSource(
    ConfigurationReader configuration, ServiceRegistry registry, SnapshotCompiler compiler, TimeProvider time, ILogger<SnapshotSource> logger)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(2);

    // A store that hangs costs the requests that wait at most this, and only until its failure is known.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private GatewaySnapshot? _snapshot;
    private long _checkedAt;
    private bool _failing;
    private ConfigurationHead? _rejectedHead;
    private Task? _refresh;

    /// <summary>The snapshot in use; null before the first was loaded.</summary>
    public GatewaySnapshot? Current => Volatile.Read(ref _snapshot);

    /// <summary>Whether the last read of the head, or the compilation of what it points to, failed.</summary>
    public bool IsFailing => Volatile.Read(ref _failing);

    /// <summary>The snapshot that a request lives by; null when none could be loaded yet.</summary>
    public ValueTask<GatewaySnapshot?> GetAsync(CancellationToken cancellationToken)
    {
        var snapshot = Volatile.Read(ref _snapshot);
        var age = time.GetElapsedTime(Volatile.Read(ref _checkedAt));
        if (snapshot is not null && age < FreshFor)
        {
            return new(snapshot);
        }

        var refresh = StartRefresh();
        return snapshot is not null && (age < StaleAfter || IsFailing) ? new(snapshot) : AwaitAsync(refresh, cancellationToken);
    }

    private async ValueTask<GatewaySnapshot?> AwaitAsync(Task refresh, CancellationToken cancellationToken)
    {
        try
        {
            await refresh.WaitAsync(LongestWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Volatile.Write(ref _failing, true);
            logger.HeadSlow(LongestWait.TotalSeconds);
        }

        return Current;
    }

    private Task StartRefresh()
    {
        lock (_lock)
        {
            return _refresh is { IsCompleted: false } running ? running : _refresh = RefreshAsync();
        }
    }

    private async Task RefreshAsync()
    {
        // The request that notices the age must not compile for the others.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        var startedAt = time.GetTimestamp();
        try
        {
            await LoadAsync(CancellationToken.None);
            Volatile.Write(ref _failing, _rejectedHead is not null);
        }
        catch (Exception exception) when (exception is TableStoreException or BlobStoreException)
        {
            Volatile.Write(ref _failing, true);
            logger.HeadUnreadable(exception);
        }

        Volatile.Write(ref _checkedAt, startedAt);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var head = await configuration.ReadHeadAsync(cancellationToken);
        if (head == _snapshot?.Head || head == _rejectedHead)
        {
            return;
        }

        if (_snapshot is { } current && IsSameConfiguration(current.Head, head))
        {
            Volatile.Write(ref _snapshot, current with { Head = head });
            return;
        }

        try
        {
            var resources = await configuration.ReadResourcesAsync(head, cancellationToken);
            var instances = await registry.ListAsync(cancellationToken);
            var snapshot = compiler.Compile(head, resources, instances);
            Volatile.Write(ref _snapshot, snapshot);
            _rejectedHead = null;
            logger.SnapshotLoaded(head.Revision, snapshot.Routes.Routes.Count);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or FormatException or KeyNotFoundException)
        {
            _rejectedHead = head;
            logger.SnapshotRejected(exception, head.Revision);
        }
    }

    private static bool IsSameConfiguration(ConfigurationHead left, ConfigurationHead right) =>
        left.SnapshotBlob == right.SnapshotBlob && left.RegistrySequence == right.RegistrySequence;
}
