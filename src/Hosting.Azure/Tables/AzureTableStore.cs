using Azure;
using Azure.Data.Tables;
using Tollgate.Platform.Tables;
using AzureEntity = Azure.Data.Tables.TableEntity;
using ETag = Tollgate.Platform.Tables.ETag;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>What one module sees of Table Storage: the tables that it declares, each in its account, with the access that it declares.</summary>
internal sealed class AzureTableStore(DeclaredTables<TableBinding> tables) : ITableStore
{
    public async ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        TableLimits.CheckKey(key);
        var (client, clock) = tables.Find(table);
        try
        {
            var answer = await client.GetEntityIfExistsAsync<AzureEntity>(key.Partition, key.Row, cancellationToken: cancellationToken);
            var response = answer.GetRawResponse();
            if (!answer.HasValue && TableFaults.IsTableMissing(response))
            {
                throw TableFaults.TableMissing(table);
            }

            return new TableRead(answer.HasValue ? answer.Value!.ToPlatform() : null, clock.Observe(response));
        }
        catch (Exception exception) when (TableFaults.IsFault(exception, cancellationToken))
        {
            throw TableFaults.FaultOf(table, exception);
        }
    }

    public async ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        TableLimits.CheckQuery(query);
        var token = Continuation.Unwrap(query);
        var (client, clock) = tables.Find(table);
        try
        {
            var pages = client
                .QueryAsync<AzureEntity>(QueryFilter.Of(query), query.PageSize, cancellationToken: cancellationToken)
                .AsPages(token, query.PageSize);
            await foreach (var page in pages)
            {
                return new TablePage(
                    [.. page.Values.Select(entity => entity.ToPlatform())],
                    Continuation.Wrap(query, page.ContinuationToken),
                    clock.Observe(page.GetRawResponse()));
            }

            return new TablePage([], null, clock.Observe(null));
        }
        catch (Exception exception) when (TableFaults.IsFault(exception, cancellationToken))
        {
            throw TableFaults.FaultOf(table, exception);
        }
    }

    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        TableLimits.CheckWrite(write);
        var (client, clock) = tables.FindWritable(table);
        try
        {
            var response = await SendAsync(client, write, cancellationToken);
            if (response.Status == 404)
            {
                return TableFaults.IsTableMissing(response)
                    ? throw TableFaults.TableMissing(table)
                    : new TableWriteResult(TableError.NotFound, default, clock.Observe(response));
            }

            var version = VersionOf(write, response);
            return new TableWriteResult(TableError.None, version, clock.Observe(response)) { Timestamp = WriteTime.Of(version) ?? default };
        }
        catch (RequestFailedException exception) when (TableFaults.RefusalOf(write.Kind, exception) is var error and not TableError.None)
        {
            return new TableWriteResult(error, default, clock.Observe(exception.GetRawResponse()));
        }
        catch (Exception exception) when (TableFaults.IsFault(exception, cancellationToken))
        {
            throw TableFaults.FaultOf(table, exception);
        }
    }

    public async ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        TableLimits.CheckBatch(writes);
        var (client, clock) = tables.FindWritable(table);
        try
        {
            var answer = await client.SubmitTransactionAsync(writes.Select(write => write.ToAction()), cancellationToken);
            var tags = writes.Zip(answer.Value, VersionOf);
            return new TableBatchResult(TableError.None, -1, [.. tags], clock.Observe(answer.GetRawResponse()));
        }
        catch (RequestFailedException exception) when (IndexOfRefused(writes, exception) is var index and >= 0)
        {
            return new TableBatchResult(TableFaults.RefusalOf(writes[index].Kind, exception), index, [], clock.Observe(exception.GetRawResponse()));
        }
        catch (Exception exception) when (TableFaults.IsFault(exception, cancellationToken))
        {
            throw TableFaults.FaultOf(table, exception);
        }
    }

    private static Task<Response> SendAsync(TableClient client, TableWrite write, CancellationToken cancellationToken) => write.Kind switch
    {
        TableWriteKind.Insert => client.AddEntityAsync(write.Entity.ToAzure(), cancellationToken),
        TableWriteKind.Upsert => client.UpsertEntityAsync(write.Entity.ToAzure(), TableUpdateMode.Replace, cancellationToken),
        TableWriteKind.UpsertMerge => client.UpsertEntityAsync(write.Entity.ToAzure(), TableUpdateMode.Merge, cancellationToken),
        TableWriteKind.Replace => client.UpdateEntityAsync(write.Entity.ToAzure(), write.IfMatch.ToAzure(), TableUpdateMode.Replace, cancellationToken),
        TableWriteKind.Merge => client.UpdateEntityAsync(write.Entity.ToAzure(), write.IfMatch.ToAzure(), TableUpdateMode.Merge, cancellationToken),

        // The library takes a missing row for success and returns the 404.
        _ => client.DeleteEntityAsync(write.Entity.Key.Partition, write.Entity.Key.Row, write.IfMatch.ToAzure(), cancellationToken),
    };

    private static ETag VersionOf(TableWrite write, Response response) =>
        write.Kind is TableWriteKind.Delete ? default : (response.Headers.ETag ?? default).ToPlatform();

    // The service names the write that it refused. Where it doesn't, the first one that could be refused so is the best that is known.
    private static int IndexOfRefused(IReadOnlyList<TableWrite> writes, RequestFailedException exception)
    {
        if ((exception as TableTransactionFailedException)?.FailedTransactionActionIndex is { } index && index >= 0 && index < writes.Count)
        {
            return TableFaults.RefusalOf(writes[index].Kind, exception) is TableError.None ? -1 : index;
        }

        for (var i = 0; i < writes.Count; i++)
        {
            if (TableFaults.RefusalOf(writes[i].Kind, exception) is not TableError.None)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>Where a declared table lies.</summary>
internal sealed record TableBinding(TableClient Client, StoreClock Clock);
