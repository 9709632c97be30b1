using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Telemetry;

/// <summary>Says once, when the app starts on a developer's machine, that its telemetry goes nowhere.</summary>
internal sealed class NothingIsExported(ILogger<NothingIsExported> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        logger.NothingIsExported();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
