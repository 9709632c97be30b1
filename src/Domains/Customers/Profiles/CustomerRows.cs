using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Customers.Consents;
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
    private const string ErasedAt = "ErasedAt";
    private const string Owner = "Id";

    public const string CustomerPrefix = "c!";

    public static string CustomerKey(string id) => CustomerPrefix + id;

    public static string EmailKey(string email) =>
        "e!" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.ToLowerInvariant())).AsSpan(0, 16));

    public static string ConsentPrefix(string id) => $"h!{id}!";

    public static string ConsentPrefix(string id, string purpose) => $"h!{id}!{purpose}!";

    public static TableEntity Customer(string tenant, Customer customer) =>
        new TableEntity(tenant, CustomerKey(customer.Id)).WithDocument(customer);

    public static TableEntity Tombstone(string tenant, string id, DateTimeOffset erasedAt) => new(tenant, CustomerKey(id)) { { ErasedAt, erasedAt } };

    public static TableEntity Email(string tenant, Customer customer) => new(tenant, EmailKey(customer.Email)) { { Owner, customer.Id } };

    public static TableEntity Consent(string tenant, string id, Consent consent, int number) =>
        new TableEntity(tenant, string.Create(CultureInfo.InvariantCulture, $"{ConsentPrefix(id, consent.Purpose)}{number:D6}")).WithDocument(consent);

    /// <summary>The place of a decision among those on its purpose.</summary>
    public static int NumberOf(TableEntity consent) => int.Parse(consent.Key.Row.AsSpan(consent.Key.Row.LastIndexOf('!') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    public static string IdOf(TableEntity customer) => customer.Key.Row[CustomerPrefix.Length..];

    public static string? OwnerOf(TableEntity row) => row.GetString(Owner);

    public static DateTimeOffset? ErasedAtOf(TableEntity row) => row.GetTime(ErasedAt);

    public static Customer ReadCustomer(TableEntity row) => row.ReadDocument<Customer>();

    public static Consent ReadConsent(TableEntity row) => row.ReadDocument<Consent>();
}
