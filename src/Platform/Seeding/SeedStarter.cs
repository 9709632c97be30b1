using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Seeding;

/// <summary>Starts the seed with the process where the host lets it, so that the first request needn't wait for it.</summary>
internal sealed class SeedStarter(Seed seed, ILogger<SeedStarter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await seed.EnsureAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            logger.SeedPostponed(exception);
        }
    }
}
