using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Agendas;

/// <summary>Runs a sweep again and again; a fault is logged and never ends the process.</summary>
internal sealed class SweepLoop<TSweep>(TSweep sweep, HostInfo host, TimeProvider time, ILogger<SweepLoop<TSweep>> logger) : BackgroundService
    where TSweep : ISweep
{
    // Where the process may be put to sleep, every look costs a transaction, and a timer of the host looks as well.
    private readonly TimeSpan _every = host.Capabilities == HostCapabilities.Functions ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RunAsync(stoppingToken);
                await Task.Delay(_every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await sweep.RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.SweepFailed(exception, sweep.Name);
        }
    }
}
