using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Routing;

namespace Tollgate.Gateway.Delivering;

/// <summary>
/// One request on its way to an answer, in one try or several: which server has it, what that says about the server, and whether it may be tried
/// again. Tries come one after the other.
/// </summary>
internal sealed class Delivery : IAnswerReview, IDisposable
{
    private static readonly TimeSpan ShortestTry = TimeSpan.FromMilliseconds(1);

    private readonly GatewayExchange _exchange;
    private readonly RouteModel _route;
    private readonly TimeProvider _time;
    private readonly ResilienceEvents _events;
    private readonly TimeSpan _deadline;
    private readonly bool _repeatable;
    private List<Node>? _tried;
    private Node? _node;
    private bool _trial;
    private bool _judged;
    private bool _hasBudget;
    private bool _underWay;
    private TimeSpan _pause;

    public Delivery(GatewayExchange exchange, ResilienceEvents events, TimeProvider time, TimeSpan start)
    {
        (_exchange, _route, _events, _time) = (exchange, exchange.Route!, events, time);
        _deadline = start + _route.TotalTimeout;
        Key = _route.Upstream is { Pool.NeedsKey: true, HashOn: { } hashOn } ? hashOn.KeyOf(exchange) : 0;
        if (_route.Upstream.Retries is { } retries)
        {
            _repeatable = RetryRule.IsRepeatable(exchange.Context.Request);
            Replay = _repeatable && RetryRule.MayFit(exchange.Context, retries.MaxBody) ? new ReplayBuffer(retries.MaxBody) : null;
        }
    }

    /// <summary>What consistent hashing hashes.</summary>
    public ulong Key { get; }

    /// <summary>Keeps the body where it may have to be sent again; null where it doesn't.</summary>
    public ReplayBuffer? Replay { get; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>The breaker of the last server, in the access log's words; null without one.</summary>
    public string? BreakerState => _route.Upstream.Pool.Settings.Breaker is null ? null : _node?.State.Breaker.State switch
    {
        null => null,
        Resilience.BreakerState.Open => "open",
        Resilience.BreakerState.HalfOpen => "halfOpen",
        _ => "closed",
    };

    /// <summary>Whether another try comes after <see cref="Pause"/>.</summary>
    public bool TriesAgain { get; private set; }

    /// <summary>How long to wait before it.</summary>
    public TimeSpan Pause => _pause;

    /// <summary>Begins the next try with the server that it returns, until <see cref="End"/>; null when none may have it.</summary>
    public Destination? Next(TimeSpan now)
    {
        (TriesAgain, _judged) = (false, false);
        _node = _route.Upstream.Pool.Pick(now, Key, _tried, out _trial);
        if (_node is null)
        {
            return null;
        }

        Attempts++;
        _node.State.Enter();
        _underWay = true;
        return _exchange.Destination = _node.State.Destination;
    }

    /// <summary>What is left for a try's response headers; never nothing.</summary>
    public TimeSpan TimeLeft(TimeSpan now) => TimeSpan.FromTicks(Math.Clamp((_deadline - now).Ticks, ShortestTry.Ticks, _route.ResponseTimeout.Ticks));

    /// <summary>What came of the try, and what it says about the server.</summary>
    public void End(in ForwardOutcome outcome)
    {
        _exchange.Outcome = outcome with { BytesIn = Math.Max(outcome.BytesIn, _exchange.Outcome.BytesIn) };
        if (outcome.Error is not ForwardError.None)
        {
            Judge(outcome);
        }

        Leave();
    }

    public bool Withholds(HttpResponseMessage response, RequestBodyContent? body, TimeSpan now)
    {
        _judged = true;
        var status = (int)response.StatusCode;
        var (state, breaker) = (_node!.State, _route.Upstream.Pool.Settings.Breaker);
        if (status < StatusCodes.Status400BadRequest)
        {
            state.Succeeded(now, _trial, breaker);
            EndRetrying();
            return false;
        }

        var retryAfter = RetryAfter.Of(response, _time);
        if (breaker?.Statuses.Contains(status) is true)
        {
            state.Failed(now, _trial, retryAfter, breaker);
        }
        else
        {
            state.Succeeded(now, _trial, breaker);
        }

        var isIntact = body is null || ((body.HasEnded || RetryRule.Fits(_exchange.Context, Replay)) && IsIntact(body.BytesRead));
        Decide(_route.Upstream.Retries is { } retries && isIntact && RetryRule.OfStatus(status, _repeatable, retryAfter, retries), retryAfter, now, status);
        if (!TriesAgain)
        {
            EndRetrying();
        }

        return TriesAgain;
    }

    public void Dispose()
    {
        Leave();
        Replay?.Dispose();
        EndRetrying();
        if (_trial && !_judged)
        {
            _node!.State.Abandoned();
        }
    }

    private void Leave()
    {
        if (_underWay)
        {
            _underWay = false;
            _node!.State.Leave();
        }
    }

    private void Judge(ForwardOutcome outcome)
    {
        // After its headers an upstream's silence may be the client's, who doesn't read.
        if (_judged ? outcome.Error is not (ForwardError.ResponseAborted or ForwardError.BadResponse) : !outcome.Error.IsOfUpstream())
        {
            return;
        }

        var now = _time.Monotonic;
        _node!.State.Failed(now, _trial && !_judged, null, _route.Upstream.Pool.Settings.Breaker);
        _judged = true;
        Decide(RetryRule.OfError(outcome.Error, _repeatable, IsIntact(outcome.BytesIn)), null, now);
    }

    private bool IsIntact(long bytesTaken) => bytesTaken == 0 || Replay is { IsWhole: true };

    private void Decide(bool worthwhile, TimeSpan? retryAfter, TimeSpan now, int status = 0)
    {
        var (upstream, retries) = (_route.Upstream, _route.Upstream.Retries);
        if (retries is null || !worthwhile || Attempts > retries.Max || _exchange.Context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        (_tried ??= []).Add(_node!);
        var pause = retries.NextPause(_pause, Scatter.Fraction(Scatter.Mix((ulong)_time.GetTimestamp())));
        if (retryAfter > pause && (status == StatusCodes.Status429TooManyRequests || !upstream.Pool.HasOther(now, _tried)))
        {
            pause = retryAfter.Value;
        }

        if (now + pause >= _deadline || upstream.Pool.OpenFor(now) > pause)
        {
            return;
        }

        if (!_hasBudget && !upstream.State.Budget.TryBegin(upstream.Pool.UnderWay, retries))
        {
            _events.RetryRefused(upstream.Name);
            return;
        }

        (_hasBudget, TriesAgain, _pause) = (true, true, pause);
    }

    private void EndRetrying()
    {
        if (_hasBudget)
        {
            _hasBudget = false;
            _route.Upstream.State.Budget.End();
        }
    }
}
