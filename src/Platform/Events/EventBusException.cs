namespace Tollgate.Platform.Events;

/// <summary>A fault of the event bus: it can't be reached, is busy, or refuses this identity. Trying again later may help.</summary>
public sealed class EventBusException : Exception
{
    /// <summary>A fault with its message and cause.</summary>
    public EventBusException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
