namespace Tollgate.Gateway.Forwarding;

/// <summary>An upstream sent something where a response should be that can't be passed on.</summary>
internal sealed class InvalidResponseException(string message, Exception? innerException = null) : Exception(message, innerException);
