using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Seed;

/// <summary>Starts the seed with the process where the host lets it, so that the first request needn't wait for it.</summary>
internal sealed class CatalogSeedStarter(CatalogSeed seed, ILogger<CatalogSeedStarter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await seed.EnsureAsync(stoppingToken);
        }
        catch (TableStoreException exception)
        {
            logger.SeedPostponed(exception);
        }
    }
}
