using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>Starts the gateway with configurations of its own before one upstream.</summary>
internal sealed class GatewaySetup(string folder, string upstream)
{
    private const int RoutesPerApi = 20;
    private const string Audience = "bench";

    // As many people may have them as the load has requests: what is measured is that they are counted.
    private const string Limits = """
        limits:
          - { name: burst, requests: 1000000, per: 1s, by: consumer }
          - { name: daily, requests: 1000000000, per: 1d, by: consumer }
        """;

    private int _count;

    /// <summary>One open route and nothing else, no access log.</summary>
    public Setting Bare => new("--memory", "/", null, _ => $"""
        api: bench
        path: /
        upstream: ["{upstream}"]
        access: anonymous
        """);

    /// <summary>Routes with an API key, two limits and the access log.</summary>
    public Setting Full(int routes) => new("--only gateway", LastRoute(routes), "key", _ => Documents(routes, "access: { keys: true }"));

    /// <summary>The same with tokens of the development identity provider instead of keys.</summary>
    public Setting Tokens(int routes) => new("--only gateway,identity", LastRoute(routes), "token", issuer =>
        Documents(routes, $"access: {{ jwt: {{ issuer: {issuer}, audience: {Audience} }} }}"));

    /// <summary>Starts once to let it store its configuration, and then to stay.</summary>
    public async Task<RunningGateway> StartAsync(Setting setting)
    {
        var ports = FreePorts.Next();
        var data = Path.Combine(folder, $"data-{_count}");
        var file = Path.Combine(folder, $"configuration-{_count++}.yaml");
        await File.WriteAllTextAsync(file, setting.Configuration($"http://127.0.0.1:{ports + 9}"));
        if (setting.KeepsData)
        {
            using var seed = Launch(setting, data, file, ports);
            await ReadyAsync(seed);
        }

        return await StartAsync(setting, data, file, ports);
    }

    /// <summary>The median time to the first proxied 200 of several starts on the same data.</summary>
    public async Task<TimeSpan> FirstAnswerAsync(Setting setting, int starts)
    {
        var ports = FreePorts.Next();
        var data = Path.Combine(folder, $"data-{_count}");
        var file = Path.Combine(folder, $"configuration-{_count++}.yaml");
        await File.WriteAllTextAsync(file, setting.Configuration(""));
        var times = new List<double>();
        for (var start = 0; start <= starts; start++)
        {
            using var gateway = await StartAsync(setting, data, file, ports);
            times.Add(gateway.FirstAnswer.TotalMilliseconds);
        }

        return TimeSpan.FromMilliseconds(Contender.Median(times.Skip(1)));
    }

    private static string LastRoute(int routes) => $"/bench-{(routes - 1) / RoutesPerApi}/v1/things-{(routes - 1) % RoutesPerApi}/4711";

    private static async Task<RunningGateway> StartAsync(Setting setting, string data, string file, int ports)
    {
        var started = Stopwatch.GetTimestamp();
        var process = Launch(setting, data, file, ports);
        var ready = await ReadyAsync(process);
        var url = ready.GetProperty("services").GetProperty("gateway").GetString()! + setting.Path;
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var credential = setting.Credential switch
        {
            "key" => "X-API-Key: " + ready.GetProperty("keys").EnumerateObject().First().Value.GetString(),
            "token" => "Authorization: Bearer " + await TokenAsync(client, ready),
            _ => null,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (credential?.Split(": ") is [var name, var value])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return new RunningGateway(process, url, credential, Stopwatch.GetElapsedTime(started));
    }

    private static async Task<string> TokenAsync(HttpClient client, JsonElement ready)
    {
        var identity = ready.GetProperty("services").GetProperty("identity").GetString()!.TrimEnd('/');
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "demo",
            ["client_secret"] = ready.GetProperty("client").GetProperty("secret").GetString()!,
            ["resource"] = Audience,
        });
        using var response = await client.PostAsync(new Uri(identity + "/token"), form);
        response.EnsureSuccessStatusCode();
        var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStreamAsync());
        return answer.GetProperty("access_token").GetString()!;
    }

    private static ChildProcess Launch(Setting setting, string data, string file, int ports)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "publish", "Local", $"release_{RuntimeInformation.RuntimeIdentifier}", "Tollgate.Local");
        string[] where = setting.KeepsData ? ["--data", data] : ["--only", "gateway"];
        return ChildProcess.Start(program, [.. setting.Options.Split(' '), .. where, "--config", file, "--port-base", $"{ports}", "--ready-json"]);
    }

    private static async Task<JsonElement> ReadyAsync(ChildProcess process)
    {
        var line = await process.Output.ReadLineAsync() ?? throw new InvalidOperationException("The gateway ended before it was ready.");
        return JsonSerializer.Deserialize<JsonElement>(line);
    }

    private string Documents(int routes, string access)
    {
        var perApi = Math.Min(routes, RoutesPerApi);
        var apis = Enumerable.Range(0, routes / perApi).Select(api => $$"""
            api: bench-{{api}}
            path: /bench-{{api}}/v1
            upstream: ["{{upstream}}"]
            {{access}}
            {{Limits}}
            routes:
            {{string.Join('\n', Enumerable.Range(0, perApi).Select(route => $"  - match: GET /things-{route}/{{id}}"))}}
            """);
        var plan = $"plan: everything\napis: [{string.Join(", ", Enumerable.Range(0, routes / perApi).Select(api => $"bench-{api}"))}]";
        return string.Join("\n---\n", [.. apis, plan, "consumer: bench", "subscription: bench\nconsumer: bench\nplan: everything"]);
    }

    /// <summary>How to start a gateway and what to ask it for.</summary>
    /// <param name="Options">Options of its command line.</param>
    /// <param name="Path">The path that is asked for.</param>
    /// <param name="Credential"><c>key</c>, <c>token</c> or null.</param>
    /// <param name="Configuration">Its configuration, given the issuer of tokens.</param>
    internal sealed record Setting(string Options, string Path, string? Credential, Func<string, string> Configuration)
    {
        public bool KeepsData => Options != "--memory";
    }
}
