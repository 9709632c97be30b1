using Tollgate.Customers.Consents;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Http;

namespace Tollgate.Customers.PersonalData;

/// <summary>Everything that the service knows of a customer.</summary>
/// <param name="ExportedAt">When the export was made.</param>
/// <param name="Customer">The customer with its addresses.</param>
/// <param name="Consents">All decisions on consents, by purpose.</param>
internal sealed record CustomerExport(DateTimeOffset ExportedAt, Customer Customer, IReadOnlyList<ConsentHistory> Consents);

/// <summary>Gathers what a person may ask for: everything that is known of it (GDPR, articles 15 and 20).</summary>
internal sealed class Export(CustomerDesk customers, ConsentDesk consents, TimeProvider time)
{
    public async ValueTask<(CustomerExport? Export, Problem? Problem)> MakeAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var (stored, problem) = await customers.FindAsync(tenant, id, cancellationToken);
        if (stored is null)
        {
            return (null, problem);
        }

        (var decisions, problem) = await consents.ReadAllAsync(tenant, id, cancellationToken);
        return decisions is null ? (null, problem) : (new CustomerExport(time.GetUtcNow(), stored.Customer!, decisions), null);
    }
}
