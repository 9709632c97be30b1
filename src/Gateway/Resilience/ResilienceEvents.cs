using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tollgate.Gateway.Balancing;

namespace Tollgate.Gateway.Resilience;

/// <summary>Tells of changes: once each in the log, counted in the metrics, and to those who keep a list of servers in use.</summary>
internal sealed class ResilienceEvents
{
    private readonly ILogger<ResilienceEvents> _logger;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _refusedRetries;
    private readonly Counter<long> _breakerChanges;
    private readonly Counter<long> _ejections;
    private readonly Counter<long> _refusals;
    private int _version;

    public ResilienceEvents(ILogger<ResilienceEvents> logger, IMeterFactory meters)
    {
        _logger = logger;
        var meter = meters.Create("Tollgate.Gateway");
        _retries = meter.CreateCounter<long>("tollgate.gateway.upstream.retries", "{retry}", "Tries after the first, by upstream.");
        _refusedRetries = meter.CreateCounter<long>("tollgate.gateway.upstream.retries.refused", "{retry}", "Tries that the retry budget did not allow, by upstream.");
        _breakerChanges = meter.CreateCounter<long>("tollgate.gateway.upstream.breaker.changes", "{change}", "Changes of a breaker, by upstream, server and new state.");
        _ejections = meter.CreateCounter<long>("tollgate.gateway.upstream.ejections", "{ejection}", "Servers taken out, by upstream, server and reason.");
        _refusals = meter.CreateCounter<long>("tollgate.gateway.upstream.refusals", "{request}", "Requests answered with 503 without a try, by upstream and reason.");
    }

    /// <summary>Moves with every change of a server.</summary>
    public int Version => Volatile.Read(ref _version);

    public void Changed() => Interlocked.Increment(ref _version);

    public void BreakerOpened(DestinationState destination)
    {
        Changed();
        _logger.BreakerOpened(destination.Upstream, destination.Destination.Authority);
        CountBreaker(destination, "open");
        CountEjection(destination, "breaker");
    }

    public void BreakerHalfOpen(DestinationState destination)
    {
        Changed();
        _logger.BreakerHalfOpen(destination.Upstream, destination.Destination.Authority);
        CountBreaker(destination, "halfOpen");
    }

    public void BreakerClosed(DestinationState destination)
    {
        Changed();
        _logger.BreakerClosed(destination.Upstream, destination.Destination.Authority);
        CountBreaker(destination, "closed");
    }

    public void HealthChanged(DestinationState destination, bool well)
    {
        Changed();
        if (well)
        {
            _logger.Healthy(destination.Upstream, destination.Destination.Authority);
        }
        else
        {
            _logger.Unhealthy(destination.Upstream, destination.Destination.Authority);
            CountEjection(destination, "health");
        }
    }

    public void ProbingFailed(Exception exception, string upstream) => _logger.ProbingFailed(exception, upstream);

    public void Retried(string upstream) => _retries.Add(1, new KeyValuePair<string, object?>("tollgate.upstream", upstream));

    public void RetryRefused(string upstream) => _refusedRetries.Add(1, new KeyValuePair<string, object?>("tollgate.upstream", upstream));

    public void Refused(string upstream, string reason) =>
        _refusals.Add(1, new KeyValuePair<string, object?>("tollgate.upstream", upstream), new KeyValuePair<string, object?>("reason", reason));

    private void CountBreaker(DestinationState destination, string state) => _breakerChanges.Add(
        1, Upstream(destination), Server(destination), new KeyValuePair<string, object?>("state", state));

    private void CountEjection(DestinationState destination, string reason) => _ejections.Add(
        1, Upstream(destination), Server(destination), new KeyValuePair<string, object?>("reason", reason));

    private static KeyValuePair<string, object?> Upstream(DestinationState destination) => new("tollgate.upstream", destination.Upstream);

    private static KeyValuePair<string, object?> Server(DestinationState destination) => new("server.address", destination.Destination.Authority);
}
