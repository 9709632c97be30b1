using System.Collections.Concurrent;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Calls;

/// <summary>
/// Where services are, as the registry says. What was read is used for half a minute, or until an instance fails: it may have moved. Failures make for
/// one reading a second and no more. While the registry can't be read, what was known stays in use.
/// </summary>
internal sealed class ServiceDirectory(ServiceRegistry registry, TimeProvider time)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The instances of a service, by name.</summary>
    /// <exception cref="TableStoreException">The registry can't be read and nothing is known.</exception>
    public async ValueTask<IReadOnlyList<ServiceInstance>> FindAsync(string service, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(service, _ => new Entry());
        var known = entry.Known;
        if (known is null || known.IsDue(time.GetUtcNow()))
        {
            known = await RefreshAsync(service, entry, known, cancellationToken);
        }

        return known.Instances;
    }

    /// <summary>An instance failed: the registry is read again, at the next call or a second after the last failure that made for a reading.</summary>
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
            var now = time.GetUtcNow();
            return entry.Known = new Known(instances, now + KnownFor, before is { IsDoubtful: true } ? now + Pause : now);
        }
        catch (TableStoreException) when (before is not null)
        {
            var later = time.GetUtcNow() + Pause;
            return entry.Known = new Known(before.Instances, later, later);
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public volatile Known? Known;
    }

    private sealed class Known(IReadOnlyList<ServiceInstance> instances, DateTimeOffset until, DateTimeOffset inDoubtUntil)
    {
        public volatile bool IsDoubtful;

        public IReadOnlyList<ServiceInstance> Instances => instances;

        public bool IsDue(DateTimeOffset now) => now >= (IsDoubtful ? inDoubtUntil : until);
    }
}
