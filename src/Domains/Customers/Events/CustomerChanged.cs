using Tollgate.Customers.Addresses;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.Events;

namespace Tollgate.Customers.Events;

/// <summary>What others learn of a customer that was registered or changed: the data of <see cref="Type"/>.</summary>
internal sealed record CustomerChanged(string CustomerId, long Version, string Name, string Email, string Locale, ShippingAddress? ShippingAddress)
{
    public const string Type = "customers.customer-changed.v1";

    public static OutboxMessage Of(string tenant, Customer customer) => OutboxMessage.Event(Type, customer.Id, tenant, new CustomerChanged(
        customer.Id,
        customer.Version,
        customer.Name,
        customer.Email,
        customer.Locale,
        customer.Addresses.FirstOrDefault(address => address.Id == customer.ShippingAddress) is { } address ? ShippingAddress.Of(address) : null));
}

/// <summary>Where orders go.</summary>
internal sealed record ShippingAddress(string Recipient, string Street, string? Extra, string? PostalCode, string City, string? Region, string Country)
{
    public static ShippingAddress Of(Address address) =>
        new(address.Recipient, address.Street, address.Extra, address.PostalCode, address.City, address.Region, address.Country);
}
