using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Payments.Tests;

/// <summary>Payments in the words of the tests.</summary>
internal static class Payments
{
    public static JsonObject Draft(long amount = 1490, string currency = "EUR", string method = "pm_approve") => new()
    {
        ["order"] = "o1",
        ["amount"] = new JsonObject { ["currency"] = currency, ["amount"] = amount },
        ["method"] = method,
    };

    public static Task<HttpResponseMessage> PayAsync(
        this HttpClient client, string id, long amount = 1490, string currency = "EUR", string method = "pm_approve") =>
        client.SendAsync("PUT", "/payments/" + id, Draft(amount, currency, method).ToJsonString());

    public static Task<HttpResponseMessage> RefundAsync(this HttpClient client, string id, long amount, string key) =>
        client.SendAsync("POST", $"/payments/{id}/refunds", $$$"""{"amount":{"currency":"EUR","amount":{{{amount}}}}}""", key: key);

    public static async Task<string> StateAsync(this HttpClient client, string id) =>
        (await client.GetJsonAsync("/payments/" + id))["state"]!.GetValue<string>();

    /// <summary>The balances of all accounts that are not even; asserts that every posting balances.</summary>
    public static async Task<SortedDictionary<string, long>> BalancesAsync(this HttpClient client, string id)
    {
        var entries = (await client.GetJsonAsync($"/payments/{id}/ledger?limit=100"))["items"]!.AsArray();
        Assert.All(entries.GroupBy(entry => entry!["posting"]!.GetValue<int>()), posting => Assert.Equal(0, posting.Sum(AmountOf)));
        var balances = entries.GroupBy(entry => entry!["account"]!.GetValue<string>()).Select(account => (account.Key, Sum: account.Sum(AmountOf)));
        return new(balances.Where(account => account.Sum != 0).ToDictionary(account => account.Key, account => account.Sum), StringComparer.Ordinal);
    }

    private static long AmountOf(JsonNode? entry) => entry!["amount"]!["amount"]!.GetValue<long>();
}
