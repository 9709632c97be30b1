using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tollgate.Notifications.Templates;
using Tollgate.Platform.OpenApi;

namespace Tollgate.Notifications;

/// <summary>What the service's description says beyond its endpoints.</summary>
internal static class NotificationsDescription
{
    private const string Content = """{"subject":"Thank you, {{customer}}","text":"Your order {{order}} over {{total}} is confirmed."}""";

    public static ApiDescription Api { get; } = new("Notifications", "Mails about what happened to orders, and the templates they are made of.")
    {
        QueryParameters = new Dictionary<string, QueryParameter>
        {
            ["to"] = new(JsonSchemaType.String, "Only mails to this address."),
            ["order"] = new(JsonSchemaType.String, "Only mails about this order."),
        },
        Drafts =
        [
            new(nameof(TemplateDraft), "locales") { Example = new JsonObject { ["locales"] = new JsonObject { ["en"] = JsonNode.Parse(Content) } } },
            new(nameof(ContentDraft), "subject", "text") { Example = JsonNode.Parse(Content) },
            new(nameof(PreviewDraft)) { Example = JsonNode.Parse("""{"locale":"de-AT"}""") },
        ],
    };
}
