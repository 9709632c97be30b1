using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// An instance's code in memory. It is brought to where its history ends by giving it again what the history says, and then goes on with what is
/// new. Whatever it asks for during the replay must be what the history says it asked for, in that order.
/// </summary>
internal sealed class SagaReplay(string instanceId, SagaDefinition saga, IReadOnlyList<HistoryEntry> history) : ISagaMachine
{
    private readonly SagaPump _pump = new();
    private readonly SortedDictionary<int, Ask> _open = [];
    private readonly List<(string Name, JsonElement Data)> _mail = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Task<SagaOutcome>? _run;
    private int _next;
    private int _at;
    private int _ids;
    private bool _live;

    public string InstanceId => instanceId;

    public DateTimeOffset Now { get; private set; }

    /// <summary>What happened since the history, in order; to be stored.</summary>
    public List<HistoryEntry> Fresh { get; private set; } = [];

    public SagaState State { get; private set; } = new(null, null, SagaStatus.Running);

    /// <summary>Where code and history differ; null while they don't.</summary>
    public string? Divergence { get; private set; }

    /// <summary>How the instance ended; null before.</summary>
    public SagaOutcome? Outcome { get; private set; }

    /// <summary>Tries that were asked for and haven't ended.</summary>
    public IEnumerable<StepAsk> OpenSteps => _open.Values.OfType<StepAsk>();

    /// <summary>When the next sleep ends; null without one.</summary>
    public DateTimeOffset? NextDue => _open.Values.OfType<SleepAsk>().Select(ask => (DateTimeOffset?)ask.Due).Min();

    /// <summary>Brings the code to where the history ends.</summary>
    public void Replay()
    {
        // A start that was stored alone has run no code yet.
        _live = history.Count == 1;
        while (_at < history.Count && Divergence is null)
        {
            var entry = history[_at];
            if (Outcome is not null)
            {
                Diverge($"the code ended as {Outcome.Status}, the history goes on with {entry.Describe()}");
            }
            else if (entry.Kind is EntryKind.Ask)
            {
                Diverge($"the history goes on with {entry.Describe()}, which the code doesn't ask for");
            }
            else
            {
                _at++;
                Deliver(entry);
            }
        }

        if (!_live && Outcome is not null)
        {
            Diverge($"the code ended as {Outcome.Status}, the history doesn't end");
        }

        _live = true;
    }

    /// <summary>Gives the end of a try to the code. Nothing happens where it isn't open any more.</summary>
    public void Complete(int operation, StepOutcome outcome, DateTimeOffset now)
    {
        if (_open.TryGetValue(operation, out var ask) && ask is StepAsk)
        {
            Advance(new HistoryEntry
            {
                Kind = EntryKind.Done,
                Ticks = now.UtcTicks,
                Operation = operation,
                Data = outcome.Result,
                Failure = outcome.Failure,
                Final = outcome.Final,
            });
        }
    }

    /// <summary>Ends the sleeps that are due, the earliest first.</summary>
    public void Fire(DateTimeOffset now)
    {
        while (_open.Values.OfType<SleepAsk>().Where(ask => ask.Due <= now).MinBy(ask => (ask.Due, ask.Operation)) is { } due
            && Advance(new HistoryEntry { Kind = EntryKind.Fired, Ticks = now.UtcTicks, Operation = due.Operation }))
        {
        }
    }

    /// <summary>Whether an event was given to the code before.</summary>
    public bool HasSeen(string id) => _seen.Contains(id);

    /// <summary>Gives an event to the code, or keeps it until the code waits for it. One that was given before is left out.</summary>
    /// <returns>Whether it was given now.</returns>
    public bool Raise(string id, string name, JsonElement data, DateTimeOffset now) =>
        !_seen.Contains(id) && Advance(new HistoryEntry { Kind = EntryKind.Event, Ticks = now.UtcTicks, Id = id, Name = name, Data = data });

    /// <summary>Takes what is to be stored.</summary>
    public List<HistoryEntry> TakeFresh()
    {
        var fresh = Fresh;
        Fresh = [];
        return fresh;
    }

    public Guid NewId()
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{instanceId}|{_ids++}")), hash);

        // Version 8, variant 10 (RFC 9562 section 5.8).
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0fff) | 0x8000));
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    public Task<StepOutcome> TryAsync(StepTry step)
    {
        var ask = new StepAsk(_next++, step);
        return Open(ask, step.Describe()) ? ask.Ended.Task : new TaskCompletionSource<StepOutcome>().Task;
    }

    public Task SleepAsync(TimeSpan delay, CancellationToken giveUp)
    {
        var due = delay < DateTimeOffset.MaxValue - Now ? Now + delay : DateTimeOffset.MaxValue;
        var ask = new SleepAsk(_next++, due);
        if (Open(ask, string.Create(CultureInfo.InvariantCulture, $"sleep of {delay:c}")))
        {
            giveUp.Register(() => _open.Remove(ask.Operation));
        }

        return ask.Ended.Task;
    }

    public Task<JsonElement> ReceiveAsync(string eventName, CancellationToken giveUp)
    {
        var ask = new ReceiveAsk(_next++, eventName);
        if (Open(ask, $"wait for '{eventName}'"))
        {
            var first = _mail.FindIndex(mail => mail.Name == eventName);
            if (first >= 0)
            {
                _open.Remove(ask.Operation);
                ask.Ended.SetResult(_mail[first].Data);
                _mail.RemoveAt(first);
            }
            else
            {
                giveUp.Register(() => _open.Remove(ask.Operation));
            }
        }

        return ask.Ended.Task;
    }

    public void SetState(SagaState state) => State = state;

    private bool Open(Ask ask, string what)
    {
        if (Divergence is null && !_live)
        {
            var next = _at < history.Count ? history[_at] : null;
            if (next is { Kind: EntryKind.Ask } && next.Operation == ask.Operation && next.What == what)
            {
                _at++;
            }
            else
            {
                Diverge($"the code asks for {what} (operation {ask.Operation}), the history goes on with {next?.Describe() ?? "nothing"}");
            }
        }

        if (Divergence is not null)
        {
            return false;
        }

        if (_live)
        {
            Fresh.Add(new HistoryEntry { Kind = EntryKind.Ask, Ticks = Now.UtcTicks, Operation = ask.Operation, What = what });
        }

        _open.Add(ask.Operation, ask);
        return true;
    }

    private bool Advance(HistoryEntry entry)
    {
        if (Divergence is not null || Outcome is not null)
        {
            return false;
        }

        Fresh.Add(entry);
        Deliver(entry);
        return true;
    }

    private void Deliver(HistoryEntry entry)
    {
        Now = entry.At > Now ? entry.At : Now;
        _pump.Run(() => Hand(entry));
        if (_pump.Strayed || (_run is { IsCompleted: false } && !_open.Values.Any(IsWaitForMore)))
        {
            Diverge("the code awaits something that its context didn't give it, so that no replay can bring it back");
        }
        else if (_run is { IsCompleted: true })
        {
            Outcome = Ended(_run);
        }
    }

    private void Hand(HistoryEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Start:
                _run = SagaExecution.RunAsync(saga, this, entry.Data ?? SagaJson.Null);
                break;
            case EntryKind.Done when Close<StepAsk>(entry, out var step):
                step.Ended.SetResult(new StepOutcome { Result = entry.Data, Failure = entry.Failure, Final = entry.Final });
                break;
            case EntryKind.Fired when Close<SleepAsk>(entry, out var sleep):
                sleep.Ended.SetResult();
                break;
            case EntryKind.Event:
                Hand(entry.Id!, entry.Name!, entry.Data ?? SagaJson.Null);
                break;
        }
    }

    private void Hand(string id, string name, JsonElement data)
    {
        _seen.Add(id);
        if (_open.Values.OfType<ReceiveAsk>().FirstOrDefault(ask => ask.EventName == name) is { } waiting)
        {
            _open.Remove(waiting.Operation);
            waiting.Ended.SetResult(data);
        }
        else
        {
            _mail.Add((name, data));
        }
    }

    private bool Close<TAsk>(HistoryEntry entry, [NotNullWhen(true)] out TAsk? ask)
        where TAsk : Ask
    {
        ask = _open.GetValueOrDefault(entry.Operation) as TAsk;
        if (ask is null)
        {
            Diverge($"the history has {entry.Describe()}, which the code didn't ask for");
            return false;
        }

        return _open.Remove(entry.Operation);
    }

    private void Diverge(string how) => Divergence ??= char.ToUpperInvariant(how[0]) + how[1..] + ".";

    private static bool IsWaitForMore(Ask ask) => ask is not ReceiveAsk { EventName: SagaLimits.CancelEvent };

    private static SagaOutcome Ended(Task<SagaOutcome> run) => run.IsCompletedSuccessfully
        ? run.GetAwaiter().GetResult()
        : throw new InvalidOperationException("The execution of a saga failed itself.", run.Exception);
}

/// <summary>Something that the code asked for and hasn't got.</summary>
internal abstract record Ask(int Operation);

internal sealed record StepAsk(int Operation, StepTry Step) : Ask(Operation)
{
    public TaskCompletionSource<StepOutcome> Ended { get; } = new();
}

internal sealed record SleepAsk(int Operation, DateTimeOffset Due) : Ask(Operation)
{
    public TaskCompletionSource Ended { get; } = new();
}

internal sealed record ReceiveAsk(int Operation, string EventName) : Ask(Operation)
{
    public TaskCompletionSource<JsonElement> Ended { get; } = new();
}
