namespace Tollgate.Customers.Addresses;

/// <summary>Where a customer can be reached by post.</summary>
internal sealed record Address
{
    /// <summary>Given by the service; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Who receives what is sent there.</summary>
    public required string Recipient { get; init; }

    /// <summary>Street and number.</summary>
    public required string Street { get; init; }

    /// <summary>What the street alone doesn't say, such as a floor; absent where there is nothing.</summary>
    public string? Extra { get; init; }

    /// <summary>The postal code; absent where the country has none.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The city or town.</summary>
    public required string City { get; init; }

    /// <summary>The state or province; absent where addresses name none.</summary>
    public string? Region { get; init; }

    /// <summary>The country, as ISO 3166-1 alpha-2: DE.</summary>
    public required string Country { get; init; }
}

/// <summary>What a client says about an address. A full description: what is left out gets its default.</summary>
internal sealed record AddressDraft
{
    /// <summary>Who receives what is sent there: 1 to 120 characters.</summary>
    public string? Recipient { get; init; }

    /// <summary>Street and number: 1 to 200 characters.</summary>
    public string? Street { get; init; }

    /// <summary>What the street alone doesn't say, such as a floor: at most 200 characters. Default: none.</summary>
    public string? Extra { get; init; }

    /// <summary>The postal code: at most 12 characters. Default: none.</summary>
    public string? PostalCode { get; init; }

    /// <summary>The city or town: 1 to 100 characters.</summary>
    public string? City { get; init; }

    /// <summary>The state or province: at most 100 characters. Default: none.</summary>
    public string? Region { get; init; }

    /// <summary>The country, as ISO 3166-1 alpha-2 in capitals: DE.</summary>
    public string? Country { get; init; }
}

/// <summary>All addresses of a customer.</summary>
/// <param name="Items">In the order in which they were added.</param>
internal sealed record AddressList(IReadOnlyList<Address> Items);
