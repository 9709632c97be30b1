using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Snapshots;

namespace Tollgate.Benchmarks.Micro;

/// <summary>Snapshot compilers with all that they need.</summary>
internal static class Compilers
{
    public static SnapshotCompiler Create()
    {
        var time = TimeProvider.System;
        var events = Events();
        return new SnapshotCompiler(new UpstreamClients(time), new UpstreamStates(events, time), new HealthProbes(events, time), events, new TokenPolicies(time, NullLogger<TokenPolicies>.Instance));
    }

    public static ResilienceEvents Events() => new(
        NullLogger<ResilienceEvents>.Instance, new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
