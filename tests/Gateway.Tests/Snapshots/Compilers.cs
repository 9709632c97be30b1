using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Snapshots;

namespace Tollgate.Gateway.Tests.Snapshots;

/// <summary>Compilers with all that they need, by a clock.</summary>
internal static class Compilers
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static ResilienceEvents Events() => new(NullLogger<ResilienceEvents>.Instance, Meters);

    public static SnapshotCompiler Compiler(TimeProvider clock) => Compiler(new UpstreamClients(clock), clock);

    public static SnapshotCompiler Compiler(UpstreamClients clients, TimeProvider clock)
    {
        var events = Events();
        return new SnapshotCompiler(clients, new UpstreamStates(events, clock), new HealthProbes(events, clock), events, new TokenPolicies(clock, NullLogger<TokenPolicies>.Instance));
    }
}
