using Microsoft.Extensions.Hosting;

namespace Tollgate.Hosting.Azure.Dispatching;

/// <summary>
/// Builds the module's pipeline when the app starts. Built with the first request, what fails there would escape the function in front of
/// the dispatcher's own catch, and do so again with every request; this way it stops the app with its reason.
/// </summary>
internal sealed class DispatcherActivation(FunctionsDispatcher dispatcher) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = dispatcher;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
