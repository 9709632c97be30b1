using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>Deletes the dead letters of a service that nobody looked after for long, and those that tell of people who were erased before there was the dead letter.</summary>
internal sealed class DeadLetterRetention(
    string service, IDeadLetters deadLetters, IErasedPeople? erased, TimeProvider time, ILogger<DeadLetterRetention> logger) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "dead-letters";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        var result = await deadLetters.PurgeWhereAsync(
            async dead => dead.Time < before || (dead.Event is { } cloudEvent && await TellsOfErasedAsync(cloudEvent, cancellationToken)), cancellationToken);
        if (result.Busy.Count > 0)
        {
            logger.DeadLettersStay(result.Busy.Count, service);
        }

        return result.Purged;
    }

    private async ValueTask<bool> TellsOfErasedAsync(CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        try
        {
            return erased is not null && await erased.AreNamedInAsync(cloudEvent, cancellationToken);
        }
        catch (Exception exception) when (exception is EventRejectedException or TableStoreException { Fault: TableFault.Invalid })
        {
            // Without the id of a person that a table could hold.
            return false;
        }
    }
}
