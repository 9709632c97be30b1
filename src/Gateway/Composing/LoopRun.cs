using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>A branch that calls once for each item of a list; items with the same address share a call.</summary>
internal sealed class LoopRun(GatewayExchange exchange, BranchModel branch, BranchResult?[] results, BranchCaller caller, CancellationToken cancellationToken)
{
    // A client that wants to know more asks for the items itself.
    private const int MostErrors = 20;

    private static readonly byte[] Empty = "[]"u8.ToArray();

    private readonly List<Item> _items = [];
    private readonly List<Address> _calls = [];
    private readonly List<(int Item, Problem Problem)> _failures = [];
    private CallResult[] _answers = [];
    private int _next = -1;
    private int _size;

    public async ValueTask<BranchResult> RunAsync(LoopModel loop)
    {
        var list = JsonMembers.Find(results[loop.Branch]!.Value, loop.Keys);
        switch (list.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return BranchResult.Of(branch, Empty);
            case not JsonValueKind.Array:
                return BranchResult.Failed(branch, BranchFailure.NoList(loop.Source));
        }

        Expand(list, loop.Max);
        _answers = new CallResult[_calls.Count];
        var workers = new Task[Math.Min(loop.Parallel, _calls.Count)];
        for (var index = 0; index < workers.Length; index++)
        {
            workers[index] = WorkAsync();
        }

        try
        {
            await Task.WhenAll(workers);
            var answer = Assemble();
            return BranchResult.Of(branch, answer, Explain(list.GetArrayLength(), loop.Max));
        }
        finally
        {
            foreach (var answer in _answers)
            {
                answer.Answer?.Dispose();
            }
        }
    }

    private void Expand(JsonElement list, int max)
    {
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        foreach (var element in list.EnumerateArray())
        {
            if (_items.Count == max)
            {
                return;
            }

            var address = branch.Address.Expand(new AddressValues(exchange, results, element));
            if (address.Fault is not null)
            {
                _items.Add(new Item(-1, address.Fault, address.IsMissing));
                continue;
            }

            var whole = address.Path + address.Query;
            if (!known.TryGetValue(whole, out var call))
            {
                known.Add(whole, call = _calls.Count);
                _calls.Add(address);
            }

            _items.Add(new Item(call, null, false));
        }
    }

    private async Task WorkAsync()
    {
        while (Interlocked.Increment(ref _next) is var index && index < _calls.Count)
        {
            var left = branch.MaxSize - Volatile.Read(ref _size);
            _answers[index] = cancellationToken.IsCancellationRequested ? new CallResult(null, BranchFailure.TimedOut(branch))
                : left <= 0 ? new CallResult(null, BranchFailure.TooLarge(branch.MaxSize))
                : await caller.CallAsync(exchange, branch, _calls[index], left, cancellationToken);
            Interlocked.Add(ref _size, _answers[index].Answer?.Length ?? 0);
        }
    }

    private BranchAnswer Assemble()
    {
        var list = new BranchAnswer(int.MaxValue);
        list.Write("["u8);
        for (var index = 0; index < _items.Count; index++)
        {
            if (index > 0)
            {
                list.Write(","u8);
            }

            list.Write(Place(index, branch.MaxSize - list.Length));
        }

        list.Write("]"u8);
        return list;
    }

    // Items that share an answer repeat it, so the list may be larger than its answers.
    private ReadOnlySpan<byte> Place(int index, int room)
    {
        var item = _items[index];
        var result = item.Call < 0 ? new CallResult(null, item.Fault, item.IsMissing) : _answers[item.Call];
        if (result.IsMissing && branch.IfMissing is { } missing)
        {
            return missing;
        }

        var fits = result.Answer is null || result.Answer.Length <= room;
        if (result.Answer is { } answer && fits)
        {
            return answer.Body.Span;
        }

        _failures.Add((index, fits ? result.Failure! : BranchFailure.TooLarge(branch.MaxSize)));
        return branch.Fallback ?? BranchResult.Null;
    }

    private Problem? Explain(int count, int max)
    {
        if (_failures.Count == 0)
        {
            return count > max ? BranchFailure.TooMany(count, max) : null;
        }

        var first = _failures[0].Problem;
        var text = string.Create(CultureInfo.InvariantCulture, $"{_failures.Count} of {_items.Count} items failed; the first: {first.Detail}");
        return first with
        {
            Detail = count > max ? $"{text} {BranchFailure.TooMany(count, max).Detail}" : text,
            Errors = [.. _failures.Take(MostErrors).Select(failure => new ProblemError(string.Create(CultureInfo.InvariantCulture, $"#/{branch.Name}/{failure.Item}"), failure.Problem.Detail))],
        };
    }

    private readonly record struct Item(int Call, Problem? Fault, bool IsMissing);
}
