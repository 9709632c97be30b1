using System.Globalization;
using System.Text.Json;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>
/// The rows of one aggregate's outbox. A control row <c>~outbox|{length of key}|{key}</c> counts the messages; each message has a row
/// <c>~outbox|{length of key}|{key}|{number}|{unique}</c>. The length keeps aggregates apart whose keys begin alike; the unique part
/// lets a late clean-up hit only what it read. Without unsent messages there is no row at all.
/// </summary>
internal static class OutboxRow
{
    private const string Next = "Next";
    private const string Kind = "Kind";
    private const string Target = "Target";
    private const string Name = "Name";
    private const string Body = "Body";
    private const string TraceParent = "TraceParent";
    private const string TraceState = "TraceState";

    // A GUID without hyphens.
    private const int UniqueLength = 32;

    public static TableKey ControlKey(TableKey aggregate) =>
        new(aggregate.Partition, string.Create(CultureInfo.InvariantCulture, $"~outbox|{aggregate.Row.Length}|{aggregate.Row}"));

    public static TableQuery All(TableKey aggregate)
    {
        var control = ControlKey(aggregate).Row;
        return TableQuery.Rows(aggregate.Partition, control, control + "|:");
    }

    public static TableEntity Control(TableKey aggregate, long next) => new(ControlKey(aggregate)) { { Next, next } };

    public static long NextOf(TableEntity control) => control.GetInt64(Next) ?? 0;

    /// <summary>Turns messages into rows; what would not fit is found here, before anything is written.</summary>
    public static List<TableEntity> Of(TableKey aggregate, long first, IReadOnlyList<OutboxMessage> messages, string source, DateTimeOffset now)
    {
        var rows = new List<TableEntity>(messages.Count);
        var (traceParent, traceState) = EventTelemetry.Current();
        foreach (var message in messages)
        {
            var id = Guid.CreateVersion7(now).ToString("N");
            var key = string.Create(CultureInfo.InvariantCulture, $"{ControlKey(aggregate).Row}|{first + rows.Count:d10}|{id}");
            var row = new TableEntity(aggregate.Partition, key) { { Kind, message.Kind.ToString() } };
            if (message.Kind is OutboxMessageKind.Event)
            {
                row[Body] = new CloudEvent
                {
                    Id = id,
                    Source = source,
                    Type = message.Name,
                    Subject = message.Target,
                    Time = now,
                    Tenant = message.Tenant,
                    TraceParent = traceParent,
                    TraceState = traceState,
                    Data = message.Data,
                }.ToJson();
            }
            else
            {
                (row[Target], row[Name], row[Body]) = (message.Target, message.Name, JsonBytes(message.Data));
                (row[TraceParent], row[TraceState]) = (traceParent, traceState);
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The event of a row, or null where it is about a saga.</summary>
    public static CloudEvent? EventOf(TableEntity row)
    {
        if (row.GetString(Kind) is not nameof(OutboxMessageKind.Event))
        {
            return null;
        }

        var (read, problem) = CloudEvent.Read(row.GetBinary(Body));
        return read ?? throw new InvalidDataException($"Outbox row '{row.Key}' holds no event: {problem}.");
    }

    public static async ValueTask TellAsync(TableEntity row, ISagaRuntime sagas, CancellationToken cancellationToken)
    {
        var (target, name) = (row.GetString(Target) ?? "", row.GetString(Name) ?? "");
        using var document = JsonDocument.Parse(row.GetBinary(Body));
        var data = document.RootElement.Clone();
        var (traceParent, traceState) = (row.GetString(TraceParent), row.GetString(TraceState));
        // The runtime makes the span of a start itself.
        using var activity = row.GetString(Kind) switch
        {
            nameof(OutboxMessageKind.RaiseEvent) => EventTelemetry.Resume($"raise {name}", traceParent, traceState),
            nameof(OutboxMessageKind.CancelSaga) => EventTelemetry.Resume("cancel saga", traceParent, traceState),
            _ => null,
        };
        switch (row.GetString(Kind))
        {
            case nameof(OutboxMessageKind.StartSaga):
                await sagas.StartAsync(new SagaStart(target, name, data) { TraceParent = traceParent, TraceState = traceState }, cancellationToken);
                break;
            case nameof(OutboxMessageKind.RaiseEvent):
                await sagas.RaiseAsync(target, new SagaEvent(name, data, row.Key.Row[^UniqueLength..]), cancellationToken);
                break;
            case nameof(OutboxMessageKind.CancelSaga):
                await sagas.CancelAsync(target, name, cancellationToken);
                break;
            case var kind:
                throw new InvalidDataException($"Outbox row '{row.Key}' is of the unknown kind '{kind}'.");
        }
    }

    private static byte[] JsonBytes(JsonElement data)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(data, EventJson.Options);
        return json.Length <= TableLimits.MaxBinaryBytes
            ? json
            : throw new ArgumentException($"A saga's data has {json.Length} bytes; it has at most {TableLimits.MaxBinaryBytes}. Keep large content in a row and pass its id.");
    }
}
