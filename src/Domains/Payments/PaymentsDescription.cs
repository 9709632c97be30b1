using System.Text.Json.Nodes;
using Tollgate.Payments.Processing;
using Tollgate.Platform.OpenApi;

namespace Tollgate.Payments;

/// <summary>What the description of payments says beyond its endpoints.</summary>
internal static class PaymentsDescription
{
    public static ApiDescription Api { get; } = new("Payments", "Payments through a provider, with a ledger that always balances.")
    {
        Drafts =
        [
            new(nameof(PaymentDraft), "order", "amount", "method")
            {
                Example = JsonNode.Parse("""{"order":"order-1","amount":{"currency":"EUR","amount":1490},"method":"pm_approve"}"""),
            },
            new(nameof(CaptureDraft)) { Example = JsonNode.Parse("""{"amount":{"currency":"EUR","amount":1490}}""") },
            new(nameof(RefundDraft), "amount") { Example = JsonNode.Parse("""{"amount":{"currency":"EUR","amount":500}}""") },
        ],
    };
}
