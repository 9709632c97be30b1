using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Cancellation;

/// <summary>
/// A token for code that isn't the platform's own: a step, a handler, an endpoint, a job, a check. What such code registers on its token runs on the thread
/// that cancels, often a timer's, where an exception would end the process, or keep whoever stops from giving back what it holds: here it is logged.
/// </summary>
public sealed class GuardedToken : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly ILogger _logger;
    private readonly CancellationTokenRegistration _first;
    private readonly CancellationTokenRegistration _second;

    /// <summary>A token that is cancelled as soon as one of two others is.</summary>
    /// <param name="logger">Hears what is thrown at the cancellation.</param>
    /// <param name="first">The one.</param>
    /// <param name="second">The other; <see cref="CancellationToken.None"/> where there is only one.</param>
    public GuardedToken(ILogger logger, CancellationToken first, CancellationToken second)
    {
        _logger = logger;
        Value = _source.Token;
        _first = first.UnsafeRegister(static guarded => ((GuardedToken)guarded!).Cancel(), this);
        _second = second.UnsafeRegister(static guarded => ((GuardedToken)guarded!).Cancel(), this);
    }

    /// <summary>The token to hand out.</summary>
    public CancellationToken Value { get; }

    /// <summary>Lets go of both tokens; this one is cancelled no more.</summary>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _source.Dispose();
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            _logger.ThrewWhenCancelled(exception);
        }
    }
}
