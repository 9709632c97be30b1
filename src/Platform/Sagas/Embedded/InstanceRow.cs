using System.Text.Json;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>The row of an instance. Every change of it names the version that it replaces: who lost the instance to another process can't write.</summary>
internal sealed record InstanceRow
{
    public required string Id { get; init; }

    public required string Saga { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; init; }

    public SagaStatus Status { get; init; }

    /// <summary>The process that runs it; empty for none.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Where its history goes on.</summary>
    public int HistoryRows { get; init; }

    /// <summary>The ticks at which it next has something to do; 0 for now, <see cref="SagaRows.Never"/> for events only.</summary>
    public long Wake { get; init; }

    public JsonElement? Custom { get; init; }

    public string? Reason { get; init; }

    public SagaFailure? Failure { get; init; }

    public JsonElement? Result { get; init; }

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public ETag ETag { get; init; }

    public bool HasEnded => Status is SagaStatus.Completed or SagaStatus.Failed or SagaStatus.Cancelled;

    public TableKey Listed => SagaRows.Listed(Status, Created, Id);

    public static InstanceRow Read(TableEntity row) => new()
    {
        Id = row.Key.Row[2..],
        Saga = row.GetString(nameof(Saga))!,
        Version = row.GetInt32(nameof(Version))!.Value,
        Created = row.GetTime(nameof(Created))!.Value,
        Updated = row.GetTime(nameof(Updated))!.Value,
        Status = Enum.Parse<SagaStatus>(row.GetString(nameof(Status))!),
        Owner = row.GetString(nameof(Owner)) ?? "",
        HistoryRows = row.GetInt32(nameof(HistoryRows))!.Value,
        Wake = row.GetInt64(nameof(Wake))!.Value,
        Custom = row.GetString(nameof(Custom)) is { } custom ? Parse(custom) : null,
        Reason = row.GetString(nameof(Reason)),
        Failure = row.GetString("FailureCode") is { } code ? new SagaFailure(code, row.GetString("FailureMessage") ?? "") : null,
        Result = SagaRows.ReadChunks(row, nameof(Result)) is { Length: > 0 } result ? Parse(result) : null,
        TraceParent = row.GetString(nameof(TraceParent)),
        TraceState = row.GetString(nameof(TraceState)),
        ETag = row.ETag,
    };

    public TableEntity Write()
    {
        var row = new TableEntity(SagaRows.Instance(Id))
        {
            { nameof(Saga), Saga },
            { nameof(Version), Version },
            { nameof(Created), Created },
            { nameof(Updated), Updated },
            { nameof(Status), Status.ToString() },
            { nameof(Owner), Owner },
            { nameof(HistoryRows), HistoryRows },
            { nameof(Wake), Wake },
            { nameof(Custom), Custom?.GetRawText() },
            { nameof(Reason), Reason },
            { "FailureCode", Failure?.Code },
            { "FailureMessage", Failure?.Message },
            { nameof(TraceParent), TraceParent },
            { nameof(TraceState), TraceState },
        };
        if (Result is { } result)
        {
            SagaRows.WriteChunks(row, nameof(Result), JsonSerializer.SerializeToUtf8Bytes(result));
        }

        return row;
    }

    public SagaInstance ToInstance(SagaCatalog catalog) => new(Id, Saga, Version, Status, Created, Updated)
    {
        Custom = Custom,
        Result = Result,
        Failure = Failure,
        Reason = Reason,
        Orphan = !HasEnded && catalog.Find(Saga, Version) is null,
    };

    private static JsonElement Parse(string json) => JsonElement.Parse(json);

    private static JsonElement Parse(byte[] json) => JsonElement.Parse(json);
}
