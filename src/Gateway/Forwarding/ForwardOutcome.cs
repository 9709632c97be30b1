namespace Tollgate.Gateway.Forwarding;

/// <summary>What became of a forwarded request.</summary>
/// <param name="Error">
/// <see cref="ForwardError.None"/> when the client has the upstream's whole answer. Otherwise either the response has not started and is as clean
/// as before, or it had started and the client's connection is already aborted.
/// </param>
/// <param name="Exception">The cause, for the log; null without an error.</param>
/// <param name="StatusCode">The upstream's status; 0 when it gave none.</param>
/// <param name="BytesIn">Body bytes taken from the client.</param>
/// <param name="BytesOut">Body bytes handed to the client.</param>
/// <param name="TimeToFirstByte">From the start until the upstream's headers were there; zero when they never were.</param>
internal readonly record struct ForwardOutcome(ForwardError Error, Exception? Exception, int StatusCode, long BytesIn, long BytesOut, TimeSpan TimeToFirstByte);
