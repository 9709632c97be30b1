using Microsoft.Extensions.Logging;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Registry;

namespace Tollgate.Gateway.Snapshots;

/// <summary>
/// Keeps the current snapshot. While requests come, the head is read at most once a second, beside them; a request waits for
/// the read only when the last one is older than <see cref="StaleAfter"/>, so a change holds within that time even on an instance that was
/// idle. A store that fails or a configuration that can't be compiled never replaces a working snapshot; keys that were revoked
/// meanwhile are refused all the same.
/// </summary>
internal sealed class SnapshotSource(
    ConfigurationReader configuration, ServiceRegistry registry, SnapshotCompiler compiler, TimeProvider time, ILogger<SnapshotSource> logger)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(2);

    // A store that hangs costs the requests that wait at most this, and only until its failure is known.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    // Then a store that hangs is asked again.
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private GatewaySnapshot? _snapshot;
    private long _checkedAt;
    private bool _storeFails;
    private ConfigurationHead? _rejectedHead;
    private IReadOnlyList<ServiceInstance> _instances = [];
    private Task? _refresh;

    /// <summary>The snapshot in use; null before the first was loaded.</summary>
    public GatewaySnapshot? Current => Volatile.Read(ref _snapshot);

    /// <summary>Whether the last read of the head, or the compilation of what it points to, failed.</summary>
    public bool IsFailing => Volatile.Read(ref _storeFails) || Volatile.Read(ref _rejectedHead) is not null;

    private TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _checkedAt));

    /// <summary>Begins to load the first snapshot; who asks for it before it is there waits for the rest.</summary>
    public void Preload() => _ = StartRefresh();

    /// <summary>The snapshot that a request lives by; null when none could be loaded yet.</summary>
    public ValueTask<GatewaySnapshot?> GetAsync(CancellationToken cancellationToken)
    {
        var snapshot = Current;
        var age = Age;
        if (snapshot is not null && age < FreshFor)
        {
            return new(snapshot);
        }

        var refresh = StartRefresh();
        return snapshot is not null && (age < StaleAfter || Volatile.Read(ref _storeFails)) ? new(snapshot) : AwaitAsync(refresh, cancellationToken);
    }

    private async ValueTask<GatewaySnapshot?> AwaitAsync(Task refresh, CancellationToken cancellationToken)
    {
        try
        {
            await refresh.WaitAsync(LongestWait, time, cancellationToken);

            // One that was under way already may have read the head too long ago.
            if (Age >= StaleAfter && !Volatile.Read(ref _storeFails))
            {
                await StartRefresh().WaitAsync(LongestWait, time, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            if (!Interlocked.Exchange(ref _storeFails, true))
            {
                logger.HeadSlow(LongestWait.TotalSeconds);
            }
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
        using var patience = new CancellationTokenSource(LongestRefresh, time);
        try
        {
            await LoadAsync(patience.Token);
            Volatile.Write(ref _storeFails, false);
        }
        catch (Exception exception)
        {
            // Whatever it is: the requests that wait have a snapshot that works, or are told to come back.
            Volatile.Write(ref _storeFails, true);
            logger.HeadUnreadable(exception);
        }

        Volatile.Write(ref _checkedAt, startedAt);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var head = await configuration.ReadHeadAsync(cancellationToken);
        var current = TakeCredentialSequence(head);
        if ((head == current?.Head && head.IsRegistrySettled) || head == _rejectedHead)
        {
            return;
        }

        try
        {
            var instances = await registry.ListAsync(cancellationToken);
            if (current is not null && head.SnapshotBlob == current.Head.SnapshotBlob && instances.SequenceEqual(_instances))
            {
                Take(current with { Head = head }, instances);
                return;
            }

            var snapshot = compiler.Compile(head, await configuration.ReadResourcesAsync(head, cancellationToken), instances);
            Take(snapshot, instances);
            logger.SnapshotLoaded(head.Revision, snapshot.Routes.Routes.Count);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or FormatException or KeyNotFoundException)
        {
            Volatile.Write(ref _rejectedHead, head);
            logger.SnapshotRejected(exception, head.Revision);
        }
    }

    private void Take(GatewaySnapshot snapshot, IReadOnlyList<ServiceInstance> instances)
    {
        Volatile.Write(ref _snapshot, snapshot);
        Volatile.Write(ref _rejectedHead, null);
        _instances = instances;
    }

    // At once and whatever becomes of the rest of the head: a revocation must not wait for a configuration that can't be used.
    private GatewaySnapshot? TakeCredentialSequence(ConfigurationHead head)
    {
        if (_snapshot is not { } current || current.Head.CredentialSequence == head.CredentialSequence)
        {
            return _snapshot;
        }

        current = current with { Head = current.Head with { CredentialSequence = head.CredentialSequence } };
        Volatile.Write(ref _snapshot, current);
        return current;
    }
}
