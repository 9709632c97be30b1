using Azure.Core;
using Azure.Core.Pipeline;

namespace Tollgate.Hosting.Azure.Retrying;

/// <summary>
/// Sends a write again only when the store said that it did nothing. A conditional write whose answer was lost may have been
/// made; sent again it would meet its own effect and report a conflict that never was. The caller knows better what to do then.
/// Nor is anything sent again after a wait that a request can't afford: the library would wait as long as the service asks.
/// </summary>
internal sealed class DefiniteRetryPolicy() : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, LongestDelay))
{
    private const int MaxRetries = 2;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsWorthwhile(message) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsWorthwhile(message) ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);

    private static bool IsWorthwhile(HttpMessage message) =>
        IsDefinite(message) && !(message.HasResponse && RetryAfter.Of(message.Response) > LongestDelay);

    private static bool IsDefinite(HttpMessage message) =>
        message.Request.Method == RequestMethod.Get
        || message.Request.Method == RequestMethod.Head
        || (message.HasResponse && message.Response.Status is 429 or 503);
}
