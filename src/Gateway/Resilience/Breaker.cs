namespace Tollgate.Gateway.Resilience;

internal enum BreakerState
{
    Closed,
    Open,
    HalfOpen,
}

/// <summary>
/// The circuit breaker of one server. It opens when too much fails, and after its open time lets one request through: a success closes it, a failure
/// opens it again for longer. One whose outcome takes too long to come doesn't keep the next from trying. Times are monotonic. Whoever calls says by which settings, because those change with the configuration and the
/// breaker's state doesn't.
/// </summary>
internal sealed class Breaker
{
    // The unit of Retry-After.
    private static readonly TimeSpan ShortestWish = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly OutcomeWindow _window = new();
    private volatile BreakerState _state;
    private volatile int _consecutive;
    private int _openings;
    private TimeSpan _openedAt;
    private TimeSpan _openFor;
    private TimeSpan _closedAt;
    private TimeSpan _triedAt;
    private bool _upstreamSaysWhen;

    public BreakerState State => _state;

    public bool IsClosed => _state is BreakerState.Closed;

    /// <summary>A request succeeded. Returns true when that closed the breaker.</summary>
    /// <param name="now">The time.</param>
    /// <param name="trial">Whether it was the one that a half-open breaker let through.</param>
    /// <param name="settings">The settings.</param>
    public bool Succeeded(TimeSpan now, bool trial, BreakerSettings settings)
    {
        if (!trial && _state is BreakerState.Closed)
        {
            if (_consecutive != 0)
            {
                _consecutive = 0;
            }

            if (_window.TryAddSuccess(now))
            {
                return false;
            }
        }

        lock (_lock)
        {
            if (_state is BreakerState.Closed)
            {
                _window.AddSuccess(now, settings.Window);
                return false;
            }

            return trial && _state is BreakerState.HalfOpen && Close(now);
        }
    }

    /// <summary>A request failed. Returns true when that opened the breaker.</summary>
    /// <param name="now">The time.</param>
    /// <param name="trial">Whether it was the one that a half-open breaker let through.</param>
    /// <param name="retryAfter">How long the upstream asks to be left alone; null when it doesn't.</param>
    /// <param name="settings">The settings.</param>
    public bool Failed(TimeSpan now, bool trial, TimeSpan? retryAfter, BreakerSettings settings)
    {
        lock (_lock)
        {
            return _state switch
            {
                BreakerState.Closed => IsTooMuch(now, settings) && Open(now, retryAfter, settings),
                BreakerState.HalfOpen => trial && Open(now, retryAfter, settings),

                // A request from before: what it has to say is known.
                _ => false,
            };
        }
    }

    /// <summary>The request that was let through says nothing, because its client left: the next one may try.</summary>
    public bool Abandoned()
    {
        lock (_lock)
        {
            if (_state is not BreakerState.HalfOpen)
            {
                return false;
            }

            (_state, _openFor, _upstreamSaysWhen) = (BreakerState.Open, TimeSpan.Zero, false);
            return true;
        }
    }

    /// <summary>Takes the one place that an open breaker has to give once its time is over, and again when nothing came of it for as long as it first opens.</summary>
    public bool TryEnter(TimeSpan now, bool hurried, BreakerSettings settings)
    {
        lock (_lock)
        {
            if (now < NextTrial(hurried, settings))
            {
                return false;
            }

            (_state, _triedAt) = (BreakerState.HalfOpen, now);
            return true;
        }
    }

    /// <summary>When the next request may be let through; never, while the breaker is closed.</summary>
    /// <param name="hurried">Whether the servers that are left can't do without: the time doesn't grow then.</param>
    /// <param name="settings">The settings.</param>
    public TimeSpan TrialAt(bool hurried, BreakerSettings settings)
    {
        lock (_lock)
        {
            return NextTrial(hurried, settings);
        }
    }

    // A client may take as long as it likes to send the body of a trial.
    private TimeSpan NextTrial(bool hurried, BreakerSettings settings) => _state switch
    {
        BreakerState.Open => OpenUntil(hurried, settings),
        BreakerState.HalfOpen => _triedAt + settings.Open,
        _ => TimeSpan.MaxValue,
    };

    private TimeSpan OpenUntil(bool hurried, BreakerSettings settings) =>
        _openedAt + (hurried && !_upstreamSaysWhen && _openFor > settings.Open ? settings.Open : _openFor);

    private bool IsTooMuch(TimeSpan now, BreakerSettings settings)
    {
        _consecutive++;
        var (failures, total) = _window.AddFailure(now, settings.Window);
        return _consecutive >= settings.Consecutive || (total >= settings.MinRequests && failures * 100L >= total * (long)settings.FailureRate);
    }

    private bool Open(TimeSpan now, TimeSpan? retryAfter, BreakerSettings settings)
    {
        // A server that held out for a while gets the benefit of the doubt again.
        _openings = _state is BreakerState.Closed && now - _closedAt >= settings.MaxOpen ? 1 : _openings + 1;
        var doubled = settings.Open * Math.Pow(2, Math.Min(_openings - 1, 30));

        // "At once" from a server that fails says nothing: the breaker would never keep anything away.
        _upstreamSaysWhen = retryAfter >= ShortestWish;
        _openFor = Min(_upstreamSaysWhen ? retryAfter!.Value : doubled, settings.MaxOpen);
        _openedAt = now;
        _state = BreakerState.Open;
        return true;
    }

    private bool Close(TimeSpan now)
    {
        _window.Clear();
        _consecutive = 0;
        _closedAt = now;
        _state = BreakerState.Closed;
        return true;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
