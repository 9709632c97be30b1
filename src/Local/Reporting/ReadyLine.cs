using System.Text;
using System.Text.Json;
using Tollgate.Local.Demo;
using Tollgate.Local.Identity;
using Tollgate.Local.Keys;

namespace Tollgate.Local.Reporting;

/// <summary>What runs where.</summary>
internal sealed record RunningService(string Name, Uri Url)
{
    /// <summary>The URL without its final slash, to which a path can be appended.</summary>
    public string Root => Url.GetLeftPart(UriPartial.Authority);
}

/// <summary>The one line of JSON that scripts wait for.</summary>
internal static class ReadyLine
{
    public static string Of(IReadOnlyList<RunningService> services, IReadOnlyList<DevelopmentKey> keys, DevelopmentClient? client)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("services");
            foreach (var service in services)
            {
                json.WriteString(service.Name, service.Root);
            }

            json.WriteEndObject();
            if (DemoKey(keys) is { } demo)
            {
                json.WriteString("demoKey", demo.Key);
            }

            if (client is not null)
            {
                json.WriteStartObject("client");
                json.WriteString("id", DevelopmentClient.Id);
                json.WriteString("secret", client.Secret);
                json.WriteEndObject();
            }

            json.WriteStartObject("keys");
            foreach (var key in keys)
            {
                json.WriteString(key.Subscription, key.Key);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The key to show first: the demo's, or whichever there is.</summary>
    public static DevelopmentKey? DemoKey(IReadOnlyList<DevelopmentKey> keys) =>
        keys.FirstOrDefault(key => key.Subscription == DemoConfiguration.Subscription) ?? (keys.Count > 0 ? keys[0] : null);
}
