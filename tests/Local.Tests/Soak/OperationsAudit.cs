using System.Text.Json;
using Tollgate.Hosting.Embedded;
using Tollgate.Local.Tests.Processes;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Local.Tests.Soak;

/// <summary>What an operator sees once everything has come to rest: no saga under way or parked, no dead letter, nothing unsent.</summary>
internal sealed class OperationsAudit(LocalProcess process, AssertionIssuer management)
{
    private static readonly string[] Services = ["customers", "inventory", "orders", "payments", "notifications"];
    private static readonly string[] Publishers = ["customers", "inventory", "orders", "payments"];

    /// <summary>Asks every service of a process as management would, with keys in the process's own trust table.</summary>
    public static async Task CheckAsync(LocalProcess process, string dataFolder)
    {
        await using var storage = EmbeddedStorage.Open(dataFolder, TimeProvider.System);
        var tables = storage.TablesFor(new ModuleInfo("management", [TrustTable.Info("management", StorageAccess.Write)], []));
        var audit = new OperationsAudit(process, new AssertionIssuer("management", tables, TimeProvider.System));
        foreach (var service in Services)
        {
            await audit.ExpectNothingAsync(service, "/_ops/dead-letters");
        }

        foreach (var service in Publishers)
        {
            await audit.ExpectNothingAsync(service, "/_ops/outbox");
        }

        foreach (var status in (string[])["running", "parked", "nondeterministic"])
        {
            await audit.ExpectNothingAsync("orders", $"/_ops/sagas?status={status}");
        }
    }

    // What was sent a moment ago may still be on its way out of the outbox, and a saga may have its last row to write.
    private Task ExpectNothingAsync(string service, string path) =>
        Eventually.AskAsync(() => ReadAsync(service, path), found => found is null, $"{service}{path} has something");

    private async Task<string?> ReadAsync(string service, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, process.Url(service, path));
        request.Headers.Add(TollgateHeaders.Assertion, await management.IssueAsync(new AssertionSubject("soak", "default", ["operator"]), service, CancellationToken.None));
        using var response = await process.Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{service}{path} was answered with {response.StatusCode}: {body}");
        using var page = JsonDocument.Parse(body);
        return page.RootElement.GetProperty("items").GetArrayLength() == 0 ? null : body;
    }
}
