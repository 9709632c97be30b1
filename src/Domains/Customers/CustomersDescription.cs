using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tollgate.Customers.Addresses;
using Tollgate.Customers.Consents;
using Tollgate.Customers.Profiles;
using Tollgate.Platform.OpenApi;

namespace Tollgate.Customers;

/// <summary>What the service's description says beyond its endpoints.</summary>
internal static class CustomersDescription
{
    public static ApiDescription Api { get; } = new("Customers", "Customers with their addresses and consents; what is known of a person can be exported and erased.")
    {
        QueryParameters = new Dictionary<string, QueryParameter>
        {
            ["email"] = new(JsonSchemaType.String, "Only the customer with this e-mail address, whatever the case of its letters."),
        },
        Drafts =
        [
            new(nameof(CustomerDraft), "name", "email")
            {
                Example = JsonNode.Parse("""{"name":"Ada Lovelace","email":"ada.lovelace@example.com","locale":"en-GB"}"""),
                PatchExample = JsonNode.Parse("""{"phone":"+442071234567","locale":null}"""),
            },
            new(nameof(AddressDraft), "recipient", "street", "city", "country")
            {
                Example = JsonNode.Parse("""{"recipient":"Ada Lovelace","street":"12 St James's Square","postalCode":"SW1Y 4JH","city":"London","country":"GB"}"""),
            },
            new(nameof(ConsentDraft), "granted", "source") { Example = JsonNode.Parse("""{"granted":true,"source":"newsletter form"}""") },
        ],
    };
}
