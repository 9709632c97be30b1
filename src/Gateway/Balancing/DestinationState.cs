using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Resilience;

namespace Tollgate.Gateway.Balancing;

/// <summary>
/// What is known of a server at run time. It stays when the configuration changes and the server doesn't, and with it the breaker, the health and the
/// count of requests. Of this process only.
/// </summary>
internal sealed class DestinationState(string upstream, Destination destination, TimeSpan? newSince, ResilienceEvents events)
{
    // What was there from the start has nothing to warm up for.
    private long _backSince = newSince?.Ticks ?? long.MinValue;
    private int _inFlight;

    /// <summary>The upstream's name, for logs and metrics.</summary>
    public string Upstream => upstream;

    public Destination Destination => destination;

    public Breaker Breaker { get; } = new();

    public ProbeVerdict Health { get; } = new();

    /// <summary>Requests from their start to the last byte of the answer.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>How long the server has been there without a break; very long for one that never was away.</summary>
    public TimeSpan PresentFor(TimeSpan now) =>
        Volatile.Read(ref _backSince) is var since && since == long.MinValue ? TimeSpan.MaxValue : now - TimeSpan.FromTicks(since);

    public void Succeeded(TimeSpan now, bool trial, BreakerSettings? settings)
    {
        if (settings is not null && Breaker.Succeeded(now, trial, settings))
        {
            Volatile.Write(ref _backSince, now.Ticks);
            events.BreakerClosed(this);
        }
    }

    public void Failed(TimeSpan now, bool trial, TimeSpan? retryAfter, BreakerSettings? settings)
    {
        if (settings is not null && Breaker.Failed(now, trial, retryAfter, settings))
        {
            events.BreakerOpened(this);
        }
    }

    /// <summary>The request that a half-open breaker let through ended and says nothing about the server.</summary>
    public void Abandoned()
    {
        if (Breaker.Abandoned())
        {
            events.Changed();
        }
    }

    /// <summary>Lets one request through an open breaker whose time is over.</summary>
    public bool TryEnterHalfOpen(TimeSpan now, bool hurried, BreakerSettings settings)
    {
        if (!Breaker.TryEnter(now, hurried, settings))
        {
            return false;
        }

        events.BreakerHalfOpen(this);
        return true;
    }

    /// <summary>A probe was answered, or wasn't.</summary>
    public void Probed(bool well, TimeSpan now, HealthSettings settings)
    {
        if (!Health.Add(well, settings))
        {
            return;
        }

        if (well)
        {
            Volatile.Write(ref _backSince, now.Ticks);
        }

        events.HealthChanged(this, well);
    }
}
