using System.Text.Json;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>
/// One composed answer on its way: every branch begins as soon as those that it needs are done. When a required branch fails the others are stopped.
/// </summary>
internal sealed class Composition : IDisposable
{
    // The wait for headers ends in the delivery, which holds silence against the server; this is for answers that drip in and for waits before the call.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    private readonly GatewayExchange _exchange;
    private readonly CompositionModel _model;
    private readonly BranchCaller _caller;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _patience;
    private readonly CancellationTokenSource _stop;
    private readonly Task[] _running;
    private readonly BranchResult?[] _results;
    private Problem? _fatal;

    public Composition(GatewayExchange exchange, CompositionModel model, BranchCaller caller, TimeProvider time)
    {
        (_exchange, _model, _caller, _time) = (exchange, model, caller, time);
        _patience = new CancellationTokenSource(exchange.Route!.TotalTimeout + Grace, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token, exchange.Context.RequestAborted);
        _running = new Task[model.Branches.Length];
        _results = new BranchResult?[model.Branches.Length];
    }

    /// <summary>The results by the branches' index; complete after <see cref="RunAsync"/>.</summary>
    public BranchResult this[BranchModel branch] => _results[branch.Index]!;

    /// <summary>Runs all branches to their end.</summary>
    /// <returns>Why there is nothing to answer with; null where there is.</returns>
    public async Task<Problem?> RunAsync()
    {
        for (var index = 0; index < _running.Length; index++)
        {
            _running[index] = FollowAsync(_model.Branches[index]);
        }

        await Task.WhenAll(_running);
        return _fatal ?? NothingAtAll();
    }

    public void Dispose()
    {
        foreach (var result in _results)
        {
            result?.Dispose();
        }

        _stop.Dispose();
        _patience.Dispose();
    }

    // A success that consists of failures would be none.
    private Problem? NothingAtAll()
    {
        foreach (var branch in _model.Members)
        {
            if (this[branch] is { Failure: null } or { IsUsable: true })
            {
                return null;
            }
        }

        return BranchFailure.Fatal(_model.Members[0].Name, this[_model.Members[0]].Failure!);
    }

    private async Task FollowAsync(BranchModel branch)
    {
        foreach (var needed in branch.Needs)
        {
            await _running[needed];
        }

        var started = _time.GetTimestamp();
        var result = Skip(branch) ?? await ProduceAsync(branch);
        result.Duration = _time.GetElapsedTime(started);
        _results[branch.Index] = result;
        if (branch.Required && result.Failure is { } failure)
        {
            Interlocked.CompareExchange(ref _fatal, BranchFailure.Fatal(branch.Name, failure), null);
            await _stop.CancelAsync();
        }
    }

    private BranchResult? Skip(BranchModel branch)
    {
        foreach (var needed in branch.Needs)
        {
            if (_results[needed] is { IsUsable: false, Failure: { } failure })
            {
                return BranchResult.Failed(branch, BranchFailure.Skipped(_model.Branches[needed].Name, failure));
            }
        }

        return null;
    }

    private async ValueTask<BranchResult> ProduceAsync(BranchModel branch)
    {
        using var patience = new CancellationTokenSource(branch.Timeout + Grace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        return branch.Loop is { } loop
            ? await new LoopRun(_exchange, branch, _results, _caller, either.Token).RunAsync(loop)
            : await CallAsync(branch, either.Token);
    }

    private async ValueTask<BranchResult> CallAsync(BranchModel branch, CancellationToken cancellationToken)
    {
        var address = branch.Address.Expand(new AddressValues(_exchange, _results, default(JsonElement)));
        var result = address.Fault is { } fault
            ? new CallResult(null, fault, address.IsMissing)
            : await _caller.CallAsync(_exchange, branch, address, branch.MaxSize, cancellationToken);
        return result switch
        {
            { Answer: { } answer } => BranchResult.Of(branch, answer),
            { IsMissing: true } when branch.IfMissing is { } missing => BranchResult.Of(branch, missing),
            _ => BranchResult.Failed(branch, result.Failure!),
        };
    }
}
