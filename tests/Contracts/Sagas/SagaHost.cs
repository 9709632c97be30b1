using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Sagas;

namespace Tollgate.Contracts.Sagas;

/// <summary>A running service with sagas, as a contract suite sees it.</summary>
public abstract class SagaHost
{
    /// <summary>Its sagas.</summary>
    public abstract ISagaRuntime Sagas { get; }

    /// <summary>Completes when nothing goes on by itself any more: everything waits for time, an event or an operator.</summary>
    public abstract Task SettleAsync();

    /// <summary>Ends as a deployment does: running steps end, nothing new begins.</summary>
    public abstract Task StopAsync();

    /// <summary>Ends as a crash does.</summary>
    public abstract Task KillAsync();

    /// <summary>Runs the jobs of the day.</summary>
    /// <returns>How many things they deleted.</returns>
    public abstract Task<long> RunDailyJobsAsync();
}

/// <summary>What a test's service consists of.</summary>
/// <param name="Register">Its sagas and steps.</param>
public sealed record SagaService(Action<IServiceCollection> Register)
{
    /// <summary>The script saga and its step on a world.</summary>
    public static SagaService Scripts(SagaWorld world) =>
        new(services => services.AddSingleton(world).AddSaga<ScriptSaga>().AddSagaStep<WorkStep>("work"));
}
