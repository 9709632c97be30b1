using Azure;
using Azure.Data.Tables;

namespace Tollgate.Hosting.Azure.Tests.Tables;

/// <summary>A table whose next answer is given, and which remembers what it was asked.</summary>
internal sealed class ScriptedTable : TableClient
{
    public Func<Response> Next { get; set; } = () => Answer.Ok;

    public TableEntity? Stored { get; set; }

    public IReadOnlyList<Page<TableEntity>> Pages { get; set; } = [];

    public string? Filter { get; private set; }

    public string? Asked { get; private set; }

    public IReadOnlyList<TableTransactionAction> Actions { get; private set; } = [];

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        AnswerTo($"add {entity.PartitionKey}/{entity.RowKey}", cancellationToken);

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        AnswerTo($"upsert {mode} {entity.PartitionKey}/{entity.RowKey}", cancellationToken);

    public override Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        AnswerTo($"update {mode} {entity.PartitionKey}/{entity.RowKey} {ifMatch}", cancellationToken);

    public override Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        AnswerTo($"delete {partitionKey}/{rowKey} {ifMatch}", cancellationToken);

    public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        new Found<T>((T?)(object?)Stored, await AnswerTo($"get {partitionKey}/{rowKey}", cancellationToken));

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        Filter = filter;
        Next();
        return (AsyncPageable<T>)(object)AsyncPageable<TableEntity>.FromPages(Pages);
    }

    public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        Actions = [.. transactionActions];
        var answer = await AnswerTo("batch", cancellationToken);
        IReadOnlyList<Response> each = [.. Actions.Select((_, i) => new Answer(204, ("ETag", $"W/\"{i}\"")))];
        return Response.FromValue(each, answer);
    }

    private Task<Response> AnswerTo(string asked, CancellationToken cancellationToken)
    {
        Asked = asked;
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Next());
    }

    private sealed class Found<T>(T? value, Response response) : NullableResponse<T>
    {
        public override bool HasValue => value is not null;

        public override T Value => value!;

        public override Response GetRawResponse() => response;
    }
}
