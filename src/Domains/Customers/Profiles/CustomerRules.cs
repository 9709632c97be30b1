using System.Text.RegularExpressions;
using Tollgate.Customers.Addresses;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Customers.Profiles;

/// <summary>What a draft must look like; every fault is reported, each with its pointer.</summary>
internal static partial class CustomerRules
{
    private const int MaxNameLength = 120;
    private const int MaxEmailLength = 254;

    /// <param name="draft">What the client says.</param>
    /// <param name="addresses">The addresses that the customer has.</param>
    public static Faults Check(CustomerDraft draft, IReadOnlyList<Address> addresses)
    {
        var faults = new Faults();
        faults.RequireLine("#/name", draft.Name, MaxNameLength);
        if (draft.Email is null || !IsEmail(draft.Email))
        {
            faults.Add("#/email", "Give an e-mail address such as ada@example.com.");
        }

        if (draft.Phone is not null && !Phone().IsMatch(draft.Phone))
        {
            faults.Add("#/phone", "Give the number in international form: a plus and 7 to 15 digits.");
        }

        if (draft.Locale is not null && !Locale().IsMatch(draft.Locale))
        {
            faults.Add("#/locale", "Give a language with an optional region, such as en or de-CH.");
        }

        if (draft.ShippingAddress is not null && addresses.All(address => address.Id != draft.ShippingAddress))
        {
            faults.Add("#/shippingAddress", "The customer has no such address; GET /customers/{id}/addresses lists them.");
        }

        return faults;
    }

    public static bool IsEmail(string text) => text.Length <= MaxEmailLength && Email().IsMatch(text);

    public static bool IsId(string text) => Id().IsMatch(text);

    [GeneratedRegex(@"^[^\s\p{C}@""<>()\[\]\\,;:]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Locale();

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
