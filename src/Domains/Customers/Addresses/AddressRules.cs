using Tollgate.Platform.Http.Validation;

namespace Tollgate.Customers.Addresses;

/// <summary>What an address must look like.</summary>
internal static class AddressRules
{
    /// <summary>Addresses that a customer may have: they are kept with the customer.</summary>
    public const int MaxAddresses = 20;

    public static Faults Check(AddressDraft draft)
    {
        var faults = new Faults();
        faults.RequireLine("#/recipient", draft.Recipient, 120);
        faults.RequireLine("#/street", draft.Street, 200);
        CheckLine(faults, "#/extra", draft.Extra, 200);
        CheckLine(faults, "#/postalCode", draft.PostalCode, 12);
        faults.RequireLine("#/city", draft.City, 100);
        CheckLine(faults, "#/region", draft.Region, 100);
        if (draft.Country is null || !Countries.Contains(draft.Country))
        {
            faults.Add("#/country", "Give an ISO 3166-1 code of two capitals, such as DE.");
        }

        return faults;
    }

    private static void CheckLine(Faults faults, string pointer, string? value, int maxLength)
    {
        if (value is not null)
        {
            faults.RequireLine(pointer, value, maxLength);
        }
    }
}
