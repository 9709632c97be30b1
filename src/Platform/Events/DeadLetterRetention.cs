using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Events;

/// <summary>Deletes the dead letters of a service that nobody looked after for long.</summary>
internal sealed class DeadLetterRetention(IDeadLetters deadLetters, TimeProvider time) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "dead-letters";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        return (await deadLetters.PurgeWhereAsync(dead => ValueTask.FromResult(dead.Time < before), cancellationToken)).Purged;
    }
}
