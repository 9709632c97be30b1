using System.Text.RegularExpressions;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.Consents;

/// <summary>
/// Records decisions and tells them. A decision that changes nothing is not recorded again. Nobody is kept from changing his mind, however often: the oldest decision on
/// a purpose makes room.
/// </summary>
internal sealed partial class ConsentDesk(CustomerDesk customers, CustomerStore store, ITableStore tables, TimeProvider time)
{
    /// <summary>Purposes that a customer may decide on.</summary>
    public const int MaxPurposes = 50;

    /// <summary>Decisions that are kept for each.</summary>
    public const int MaxDecisions = 100;

    // Deleted with one decision at most, so that the batch is never too large, however many are stored.
    private const int MaxTrimmed = 50;

    private const int MaxSourceLength = 100;
    private const int MaxRounds = 10;

    private static readonly Problem Undecided = new(ProblemTypes.ResourceNotFound, "The customer never decided on this purpose; GET /customers/{id}/consents lists those it did.");

    private static readonly Problem Full = new(
        ProblemTypes.Conflict, $"A customer decides on at most {MaxPurposes} purposes. Take one of those that GET /customers/{{id}}/consents lists.");

    public async ValueTask<(Consent? Consent, Problem? Problem)> DecideAsync(
        string tenant, string id, string purpose, ConsentDraft draft, CancellationToken cancellationToken)
    {
        var faults = Check(purpose, draft);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The decision does not match the contract; 'errors' says where."));
        }

        for (var round = 0; round < MaxRounds; round++)
        {
            var (current, problem) = await customers.FindAsync(tenant, id, cancellationToken);
            if (current is null)
            {
                return (null, problem);
            }

            var rows = await ReadAsync(tenant, CustomerRows.ConsentPrefix(id, purpose), cancellationToken);
            if (rows is [.., var last] && CustomerRows.ReadConsent(last) is var latest && latest.Granted == draft.Granted && latest.Source == draft.Source)
            {
                return (latest, null);
            }

            if (rows is [] && await CountPurposesAsync(tenant, id, cancellationToken) >= MaxPurposes)
            {
                return (null, Full);
            }

            var consent = new Consent(purpose, draft.Granted!.Value, draft.Source!, time.GetUtcNow());
            var (change, _) = await store.AttachAsync(tenant, current, Writes(tenant, id, rows, consent), cancellationToken);
            if (change is CustomerChange.Done)
            {
                return (consent, null);
            }
        }

        return (null, CustomerProblems.Busy);
    }

    public async ValueTask<(ConsentList? List, Problem? Problem)> ListAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var (histories, problem) = await ReadAllAsync(tenant, id, cancellationToken);
        return histories is null ? (null, problem) : (new ConsentList([.. histories.Select(history => history.Decisions[^1])]), null);
    }

    public async ValueTask<(ConsentHistory? History, Problem? Problem)> FindAsync(
        string tenant, string id, string purpose, CancellationToken cancellationToken)
    {
        var (histories, problem) = await ReadAllAsync(tenant, id, cancellationToken);
        return histories is null ? (null, problem)
            : histories.FirstOrDefault(history => history.Purpose == purpose) is { } found ? (found, null) : (null, Undecided);
    }

    /// <summary>All decisions of a customer, by purpose.</summary>
    public async ValueTask<(IReadOnlyList<ConsentHistory>? Histories, Problem? Problem)> ReadAllAsync(
        string tenant, string id, CancellationToken cancellationToken)
    {
        var (current, problem) = await customers.FindAsync(tenant, id, cancellationToken);
        if (current is null)
        {
            return (null, problem);
        }

        var rows = await ReadAsync(tenant, CustomerRows.ConsentPrefix(id), cancellationToken);
        return ([.. rows.Select(CustomerRows.ReadConsent).GroupBy(consent => consent.Purpose).Select(group => ConsentHistory.Of([.. group]))], null);
    }

    private static IEnumerable<TableWrite> Writes(string tenant, string id, IReadOnlyList<TableEntity> rows, Consent consent) =>
    [
        TableWrite.Insert(CustomerRows.Consent(tenant, id, consent, rows is [.., var last] ? CustomerRows.NumberOf(last) + 1 : 1)),
        .. rows.SkipLast(MaxDecisions - 1).Take(MaxTrimmed).Select(row => TableWrite.Delete(row.Key, row.ETag)),
    ];

    private async ValueTask<int> CountPurposesAsync(string tenant, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(tenant, CustomerRows.ConsentPrefix(id), cancellationToken)).Select(row => CustomerRows.ReadConsent(row).Purpose).Distinct().Count();

    private async ValueTask<IReadOnlyList<TableEntity>> ReadAsync(string tenant, string prefix, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in tables.QueryAllAsync(CustomerStore.Table, TableQuery.RowsWithPrefix(tenant, prefix), cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static Faults Check(string purpose, ConsentDraft draft)
    {
        var faults = new Faults();
        if (!Purpose().IsMatch(purpose))
        {
            faults.Add("path:purpose", "Give 1 to 40 lower-case letters, digits and hyphens, beginning with a letter.");
        }

        if (draft.Granted is null)
        {
            faults.Add("#/granted", "Give true or false.");
        }

        faults.RequireLine("#/source", draft.Source, MaxSourceLength);
        return faults;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Purpose();
}
