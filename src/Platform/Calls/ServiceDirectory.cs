using System.Collections.Concurrent;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Calls;

/// <summary>
/// Where services are, as the registry says. What was read is used for half a minute, or until an instance fails: it may have moved.
/// While the registry can't be read, what was known stays in use.
/// </summary>
internal sealed class ServiceDirectory(ServiceRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The instance whose turn it is; null where the service has none.</summary>
    /// <exception cref="TableStoreException">The registry can't be read and nothing is known.</exception>
    public async ValueTask<ServiceInstance?> NextAsync(string service, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(service, _ => new Entry());
        var known = entry.Known;
        if (known is null || known.IsDoubtful || time.GetUtcNow() - known.ReadAt >= KnownFor)
        {
            known = await RefreshAsync(service, entry, known, cancellationToken);
        }

        return known.Instances is [] ? null : known.Instances[(int)(entry.NextTurn() % (uint)known.Instances.Count)];
    }

    /// <summary>An instance failed: the next call reads the registry again.</summary>
    public void Doubt(string service)
    {
        if (_entries.TryGetValue(service, out var entry) && entry.Known is { } known)
        {
            known.IsDoubtful = true;
        }
    }

    private async ValueTask<Known> RefreshAsync(string service, Entry entry, Known? before, CancellationToken cancellationToken)
    {
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.Known is { } meanwhile && !ReferenceEquals(meanwhile, before))
            {
                return meanwhile;
            }

            var instances = await registry.ListAsync(service, cancellationToken);
            return entry.Known = new Known(instances, time.GetUtcNow());
        }
        catch (TableStoreException) when (before is not null)
        {
            return before;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry
    {
        private uint _turn;

        public SemaphoreSlim Gate { get; } = new(1);

        public volatile Known? Known;

        public uint NextTurn() => Interlocked.Increment(ref _turn);
    }

    private sealed class Known(IReadOnlyList<ServiceInstance> instances, DateTimeOffset readAt)
    {
        public volatile bool IsDoubtful;

        public IReadOnlyList<ServiceInstance> Instances => instances;

        public DateTimeOffset ReadAt => readAt;
    }
}
