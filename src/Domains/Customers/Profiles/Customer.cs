using Tollgate.Customers.Addresses;

namespace Tollgate.Customers.Profiles;

/// <summary>Someone who buys.</summary>
internal sealed record Customer
{
    /// <summary>Given by the service; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>What the customer is called.</summary>
    public required string Name { get; init; }

    /// <summary>Where mails go; no two customers have the same, whatever the case of its letters.</summary>
    public required string Email { get; init; }

    /// <summary>A telephone number in international form (E.164); absent where none is known.</summary>
    public string? Phone { get; init; }

    /// <summary>The language of mails, such as <c>en</c> or <c>de-CH</c> (BCP 47).</summary>
    public required string Locale { get; init; }

    /// <summary>The id of the address that orders go to; absent where there is none.</summary>
    public string? ShippingAddress { get; init; }

    /// <summary>In the order in which they were added.</summary>
    public required IReadOnlyList<Address> Addresses { get; init; }

    /// <summary>Grows by one with every change that other services hear of, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>When the customer was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the customer was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a client says about a customer. A full description: what is left out gets its default.</summary>
internal sealed record CustomerDraft
{
    /// <summary>What the customer is called: 1 to 120 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Where mails go: at most 254 characters, of no other customer.</summary>
    public string? Email { get; init; }

    /// <summary>A telephone number in international form (E.164), such as +4930123456. Default: none.</summary>
    public string? Phone { get; init; }

    /// <summary>The language of mails: a language with an optional region, such as en or de-CH (BCP 47). Default: en.</summary>
    public string? Locale { get; init; }

    /// <summary>The id of one of the customer's addresses, to which orders go. Default: none.</summary>
    public string? ShippingAddress { get; init; }

    /// <summary>The customer as a client would have described it.</summary>
    public static CustomerDraft Of(Customer customer) => new()
    {
        Name = customer.Name,
        Email = customer.Email,
        Phone = customer.Phone,
        Locale = customer.Locale,
        ShippingAddress = customer.ShippingAddress,
    };
}
