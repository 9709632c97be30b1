using Microsoft.AspNetCore.Http;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.Addresses;

/// <summary>An address with the version of the customer that it belongs to.</summary>
internal sealed record StoredAddress(Address Address, ETag Version);

/// <summary>
/// Changes the addresses of a customer. They are part of the customer: its version is theirs. The first address becomes the one that orders go to.
/// </summary>
internal sealed class AddressDesk(CustomerDesk customers)
{
    private const int MaxRounds = 10;

    private static readonly Problem NotFound = new(ProblemTypes.ResourceNotFound, "The customer has no such address; GET /customers/{id}/addresses lists them.");

    private static readonly Problem Full = new(ProblemTypes.Conflict, $"A customer has at most {AddressRules.MaxAddresses} addresses. Remove one first.");

    public async ValueTask<(StoredAddress? Stored, Problem? Problem)> FindAsync(
        string tenant, string customer, string id, CancellationToken cancellationToken)
    {
        var (stored, problem) = await customers.FindAsync(tenant, customer, cancellationToken);
        return stored is null ? (null, problem) : Pick(stored, id);
    }

    /// <summary>Adds an address, whatever else changes the customer meanwhile.</summary>
    public async ValueTask<(StoredAddress? Stored, Problem? Problem)> AddAsync(
        string tenant, string customer, string id, AddressDraft draft, CancellationToken cancellationToken)
    {
        var faults = AddressRules.Check(draft);
        if (faults.Any)
        {
            return (null, Invalid(faults));
        }

        for (var round = 0; round < MaxRounds; round++)
        {
            var (current, problem) = await customers.FindAsync(tenant, customer, cancellationToken);
            if (current is null)
            {
                return (null, problem);
            }

            // The first try with the same key added it, and nobody kept its answer.
            if (Pick(current, id) is { Stored: { } added })
            {
                return (added, null);
            }

            if (current.Customer!.Addresses.Count >= AddressRules.MaxAddresses)
            {
                return (null, Full);
            }

            var changed = current.Customer with
            {
                Addresses = [.. current.Customer.Addresses, Make(id, draft)],
                ShippingAddress = current.Customer.ShippingAddress ?? id,
            };
            (var saved, problem) = await customers.SaveAsync(tenant, current, changed, cancellationToken);
            if (saved is not null)
            {
                return Pick(saved, id);
            }
        }

        return (null, CustomerProblems.Busy);
    }

    public async ValueTask<(StoredAddress? Stored, Problem? Problem)> ReplaceAsync(
        string tenant, string customer, string id, HttpRequest request, AddressDraft draft, CancellationToken cancellationToken)
    {
        var (current, problem) = await FindMatchingAsync(tenant, customer, id, request, cancellationToken);
        if (current is null)
        {
            return (null, problem);
        }

        var faults = AddressRules.Check(draft);
        if (faults.Any)
        {
            return (null, Invalid(faults));
        }

        var changed = current.Customer! with { Addresses = [.. current.Customer.Addresses.Select(address => address.Id == id ? Make(id, draft) : address)] };
        (var saved, problem) = await customers.SaveAsync(tenant, current, changed, cancellationToken);
        return saved is null ? (null, problem) : Pick(saved, id);
    }

    /// <summary>Removes an address; where orders went there, they go to the first of those that are left.</summary>
    public async ValueTask<Problem?> RemoveAsync(string tenant, string customer, string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (current, problem) = await FindMatchingAsync(tenant, customer, id, request, cancellationToken);
        if (current is null)
        {
            return problem;
        }

        Address[] left = [.. current.Customer!.Addresses.Where(address => address.Id != id)];
        var shipping = current.Customer.ShippingAddress == id ? left.FirstOrDefault()?.Id : current.Customer.ShippingAddress;
        (_, problem) = await customers.SaveAsync(tenant, current, current.Customer with { Addresses = left, ShippingAddress = shipping }, cancellationToken);
        return problem;
    }

    private async ValueTask<(StoredCustomer? Stored, Problem? Problem)> FindMatchingAsync(
        string tenant, string customer, string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (current, problem) = await customers.FindMatchingAsync(tenant, customer, request, cancellationToken);
        return current is not null && Pick(current, id).Problem is { } missing ? (null, missing) : (current, problem);
    }

    private static (StoredAddress? Stored, Problem? Problem) Pick(StoredCustomer stored, string id) =>
        stored.Customer!.Addresses.FirstOrDefault(address => address.Id == id) is { } address ? (new StoredAddress(address, stored.Version), null) : (null, NotFound);

    private static Address Make(string id, AddressDraft draft) => new()
    {
        Id = id,
        Recipient = draft.Recipient!.Trim(),
        Street = draft.Street!.Trim(),
        Extra = draft.Extra?.Trim(),
        PostalCode = draft.PostalCode?.Trim(),
        City = draft.City!.Trim(),
        Region = draft.Region?.Trim(),
        Country = draft.Country!,
    };

    private static Problem Invalid(Faults faults) => faults.ToProblem("The address does not match the contract; 'errors' says where.");
}
