using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Customers.Profiles;

/// <summary>What the endpoints offer, without HTTP's way of saying it.</summary>
internal sealed class CustomerDesk(CustomerStore store, TimeProvider time)
{
    // Erased customers leave a row each: a page of the others must not read all of them.
    private const int MaxRows = 300;

    public const string Resource = "customer";

    private const string UsualLocale = "en";

    public async ValueTask<(Page<Customer>? Page, Problem? Problem)> ListAsync(
        string tenant, CustomerQuery query, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var email = faults.ReadText("email", query.Email, CustomerRules.IsEmail, "Give a whole e-mail address.");
        var page = PageRequest.Read($"{tenant}|{email}", query.Limit, query.Cursor, faults);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The list can't be read as asked; 'errors' says why."));
        }

        if (email is not null)
        {
            return (new Page<Customer>(await store.FindByEmailAsync(tenant, email, cancellationToken) is { } found ? [found] : []), null);
        }

        var items = new List<Customer>(page.Limit);
        var (read, last) = (0, "");
        await foreach (var (id, customer) in store.ListAsync(tenant, page.After, cancellationToken))
        {
            if (items.Count == page.Limit || read == MaxRows)
            {
                return (new Page<Customer>(items, page.Write(last)), null);
            }

            (read, last) = (read + 1, id);
            if (customer is not null)
            {
                items.Add(customer);
            }
        }

        return (new Page<Customer>(items), null);
    }

    /// <summary>The customer, or why there is none.</summary>
    public async ValueTask<(StoredCustomer? Stored, Problem? Problem)> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(tenant, id, cancellationToken) switch
        {
            null => (null, CustomerProblems.NotFound),
            { Customer: null } => (null, CustomerProblems.Erased),
            var stored => (stored, null),
        };

    public async ValueTask<(StoredCustomer? Stored, Problem? Problem)> RegisterAsync(
        string tenant, string id, CustomerDraft draft, CancellationToken cancellationToken)
    {
        var faults = CustomerRules.Check(draft, []);
        if (faults.Any)
        {
            return (null, Invalid(faults));
        }

        var now = time.GetUtcNow();
        var customer = new Customer { Id = id, Name = "", Email = "", Locale = "", Addresses = [], Version = 1, CreatedAt = now, UpdatedAt = now };
        customer = With(customer, draft);
        var (change, version) = await store.AddAsync(tenant, customer, cancellationToken);
        return change switch
        {
            CustomerChange.Done => (new StoredCustomer(customer, null, version), null),
            CustomerChange.EmailTaken => (null, CustomerProblems.EmailTaken),

            // The first try with the same key registered the customer, and nobody kept its answer.
            _ => await FindAsync(tenant, id, cancellationToken),
        };
    }

    public async ValueTask<(StoredCustomer? Stored, Problem? Problem)> PatchAsync(
        string tenant, string id, HttpRequest request, JsonElement patch, CancellationToken cancellationToken)
    {
        var (current, problem) = await FindMatchingAsync(tenant, id, request, cancellationToken);
        if (current is null)
        {
            return (null, problem);
        }

        var (draft, error) = MergePatch.Apply(CustomerDraft.Of(current.Customer!), patch);
        if (draft is null)
        {
            return (null, new Problem(ProblemTypes.ValidationFailed, "The patch can't be applied; 'errors' says why.") { Errors = [error!] });
        }

        var faults = CustomerRules.Check(draft, current.Customer!.Addresses);
        return faults.Any ? (null, Invalid(faults)) : await SaveAsync(tenant, current, With(current.Customer, draft), cancellationToken);
    }

    /// <summary>The customer that a conditional change may be made to, or why it may not.</summary>
    public async ValueTask<(StoredCustomer? Stored, Problem? Problem)> FindMatchingAsync(
        string tenant, string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (current, problem) = await FindAsync(tenant, id, cancellationToken);
        var refusal = request.RefuseUnlessMatching(current?.Version, Resource);
        return refusal is null ? (current, problem) : (null, refusal);
    }

    /// <summary>Saves a change as the next version.</summary>
    public async ValueTask<(StoredCustomer? Stored, Problem? Problem)> SaveAsync(
        string tenant, StoredCustomer current, Customer changed, CancellationToken cancellationToken)
    {
        var next = changed with { Version = current.Customer!.Version + 1, UpdatedAt = time.GetUtcNow() };
        var (change, version) = await store.ReplaceAsync(tenant, current, next, cancellationToken);
        return change switch
        {
            CustomerChange.Done => (new StoredCustomer(next, null, version), null),
            CustomerChange.EmailTaken => (null, CustomerProblems.EmailTaken),
            _ => (null, EntityTags.Stale(Resource)),
        };
    }

    private static Customer With(Customer customer, CustomerDraft draft) => customer with
    {
        Name = draft.Name!.Trim(),
        Email = draft.Email!,
        Phone = draft.Phone,
        Locale = draft.Locale ?? UsualLocale,
        ShippingAddress = draft.ShippingAddress,
    };

    private static Problem Invalid(Faults faults) => faults.ToProblem("The customer does not match the contract; 'errors' says where.");
}
