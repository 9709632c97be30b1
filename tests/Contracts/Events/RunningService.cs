using Tollgate.Platform.Events;

namespace Tollgate.Contracts.Events;

/// <summary>A service to which a bus delivers until it is stopped.</summary>
public abstract class RunningService : IAsyncDisposable
{
    public abstract IDeadLetters DeadLetters { get; }

    /// <summary>Ends it; handlers under way are asked to break off.</summary>
    public abstract Task StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }
}
