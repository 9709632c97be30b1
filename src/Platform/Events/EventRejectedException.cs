namespace Tollgate.Platform.Events;

/// <summary>
/// Thrown by a handler for an event that it can never handle, such as one whose data doesn't fit: the event goes to the dead letters at once,
/// without further tries.
/// </summary>
public sealed class EventRejectedException : Exception
{
    /// <summary>Rejects an event.</summary>
    /// <param name="message">Why, for the operator who reads the dead letter; nothing secret.</param>
    /// <param name="innerException">What showed it, if anything did.</param>
    public EventRejectedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
