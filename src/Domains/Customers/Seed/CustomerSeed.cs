using System.Security.Cryptography;
using System.Text;
using Tollgate.Customers.Addresses;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Tables;

namespace Tollgate.Customers.Seed;

/// <summary>A few sample customers, the same everywhere: ids follow from their e-mail addresses. They are announced like all others.</summary>
internal sealed class CustomerSeed(ITableStore tables, CustomerStore store, bool isOn) : Platform.Seeding.Seed(tables, CustomerStore.Table, isOn)
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected override async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var customer in (Customer[])
        [
            Sample("Ada Lovelace", "ada@example.com", "en-GB", "12 St James's Square", "SW1Y 4JH", "London", "GB"),
            Sample("Konrad Zuse", "konrad@example.com", "de", "Methfesselstraße 7", "10965", "Berlin", "DE"),
            Sample("Grace Hopper", "grace@example.com", "en-US", "1600 Wilson Boulevard", "22209", "Arlington", "US"),
        ])
        {
            await store.AddAsync(Tenant, customer, cancellationToken);
        }
    }

    private static Customer Sample(string name, string email, string locale, string street, string postalCode, string city, string country)
    {
        var id = IdOf("customer:" + email);
        var address = new Address { Id = IdOf("address:" + email), Recipient = name, Street = street, PostalCode = postalCode, City = city, Country = country };
        return new Customer
        {
            Id = id,
            Name = name,
            Email = email,
            Locale = locale,
            Addresses = [address],
            ShippingAddress = address.Id,
            Version = 1,
            CreatedAt = Day,
            UpdatedAt = Day,
        };
    }

    private static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
