using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.Platform.Tables;

namespace Tollgate.Payments.Providers;

/// <summary>
/// Plays a payment service provider: it keeps its own books, in a table that nobody else reads, remembers every request by its key, and behaves as
/// the token says (docs/domains.md lists them). A partition, named by the reference, holds one authorization (<c>authorization</c>) and the answers
/// that were given about it (<c>k!{key}</c>).
/// </summary>
internal sealed class SimulatedProvider(
    ITableStore tables, IOptions<ProviderOptions> options, Func<ProviderNotice, CancellationToken, ValueTask> notify, TimeProvider time) : IPaymentProvider
{
    public const string Table = "paymentsProvider";

    private const string AuthorizationKey = "authorization";

    public async ValueTask<ProviderAnswer> AskAsync(ProviderCommand command, CancellationToken cancellationToken)
    {
        var (answer, isFirst) = await AnswerAsync(command, cancellationToken);
        switch (command.Method)
        {
            case TestMethods.Slow:
                await Task.Delay(TimeSpan.FromSeconds(options.Value.SlowSeconds), time, cancellationToken);
                break;
            case TestMethods.TimeoutAfterSuccess when isFirst:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                break;
            case TestMethods.AnswerTwice:
                await notify(new ProviderNotice(command.Key, answer), cancellationToken);
                break;
        }

        return answer;
    }

    private async ValueTask<(ProviderAnswer Answer, bool IsFirst)> AnswerAsync(ProviderCommand command, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var reference = command.Reference ?? ReferenceOf(command.Key);
                var before = await tables.ReadAsync(Table, new TableKey(reference, "k!" + command.Key), cancellationToken);
                if (before.Entity is { } row)
                {
                    return (row.ReadDocument<ProviderAnswer>(), false);
                }

                if (await DecideAsync(reference, command, cancellationToken) is { } answer)
                {
                    return (answer, true);
                }
            }
        }
        catch (TableStoreException exception)
        {
            throw new ProviderUnavailableException("The simulated provider can't reach its books.", exception);
        }
    }

    // Null when another request came between.
    private async ValueTask<ProviderAnswer?> DecideAsync(string reference, ProviderCommand command, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(Table, new TableKey(reference, AuthorizationKey), cancellationToken);
        var books = read.Entity is { } row ? row.ReadDocument<SimulatedAuthorization>() : null;
        var (next, reason) = SimulatedAuthorization.Decide(books, command);
        var answer = new ProviderAnswer(reason is null, reference, reason);
        var writes = new List<TableWrite> { TableWrite.Insert(Row(reference, "k!" + command.Key, answer)) };
        if (next is not null)
        {
            var written = Row(reference, AuthorizationKey, next);
            writes.Add(read.Entity is null ? TableWrite.Insert(written) : TableWrite.Replace(written, read.Entity.ETag));
        }

        return (await tables.WriteBatchAsync(Table, writes, cancellationToken)).Succeeded ? answer : null;
    }

    private static string ReferenceOf(string key) => "sim_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12));

    private static TableEntity Row<T>(string reference, string key, T value) =>
        new TableEntity(reference, key).WithDocument(value);
}
