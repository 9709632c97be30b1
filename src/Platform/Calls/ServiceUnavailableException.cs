namespace Tollgate.Platform.Calls;

/// <summary>
/// A service that is needed could not be reached, did not answer in time, failed, or doesn't understand its caller; whatever could be repeated was.
/// What was asked may or may not have been done. Where nobody handles it, the request it belongs to is answered with 503.
/// </summary>
public sealed class ServiceUnavailableException(string service, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The service's name.</summary>
    public string Service { get; } = service;
}
