using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Customers.Consents;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.Profiles;

/// <summary>
/// A customer as rows of its tenant's partition:
/// <code>
/// c!{id}                            the customer with its addresses, or what is left after an erasure: when that was
/// e!{digest of the e-mail address}  keeps the address unique
/// h!{id}!{purpose}!{number}         one decision on a consent
/// </code>
/// These are the only places with personal data: an erasure replaces the first and deletes the others.
/// </summary>
internal static class CustomerRows
{
    private const string Document = "Doc";
    private const string ErasedAt = "ErasedAt";
    private const string Owner = "Id";

    public const string CustomerPrefix = "c!";

    public static string CustomerKey(string id) => CustomerPrefix + id;

    public static string EmailKey(string email) =>
        "e!" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.ToLowerInvariant())).AsSpan(0, 16));

    public static string ConsentPrefix(string id) => $"h!{id}!";

    public static string ConsentPrefix(string id, string purpose) => $"h!{id}!{purpose}!";

    public static TableEntity Customer(string tenant, Customer customer) =>
        new(tenant, CustomerKey(customer.Id)) { { Document, JsonSerializer.Serialize(customer, JsonRules.Options) } };

    public static TableEntity Tombstone(string tenant, string id, DateTimeOffset erasedAt) => new(tenant, CustomerKey(id)) { { ErasedAt, erasedAt } };

    public static TableEntity Email(string tenant, Customer customer) => new(tenant, EmailKey(customer.Email)) { { Owner, customer.Id } };

    public static TableEntity Consent(string tenant, string id, Consent consent, int number) =>
        new(tenant, string.Create(CultureInfo.InvariantCulture, $"{ConsentPrefix(id, consent.Purpose)}{number:D6}")) { { Document, JsonSerializer.Serialize(consent, JsonRules.Options) } };

    public static string? OwnerOf(TableEntity row) => row.GetString(Owner);

    public static DateTimeOffset? ErasedAtOf(TableEntity row) => row.GetTime(ErasedAt);

    public static Customer ReadCustomer(TableEntity row) => Read<Customer>(row);

    public static Consent ReadConsent(TableEntity row) => Read<Consent>(row);

    private static T Read<T>(TableEntity row) =>
        JsonSerializer.Deserialize<T>(row.GetString(Document) ?? "null", JsonRules.Options)
        ?? throw new InvalidDataException($"Row {row.Key} holds no {typeof(T).Name}.");
}
