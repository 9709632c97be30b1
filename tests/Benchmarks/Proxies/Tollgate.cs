using System.Diagnostics;
using System.Text.Json;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>The product itself, started as a user starts it, with a configuration of its own.</summary>
internal sealed record Tollgate(ChildProcess Process, string Url, string? Key, TimeSpan FirstAnswer)
{
    /// <summary>One open route and nothing else.</summary>
    public static Task<Tollgate> StartBareAsync(string folder, string upstream) => StartAsync(folder, "bare", $$"""
        api: bench
        path: /
        upstream: ["{{upstream}}"]
        access: anonymous
        """, "/", []);

    /// <summary>A thousand routes, an API key, and the access log.</summary>
    public static Task<Tollgate> StartFullAsync(string folder, string upstream, int routes)
    {
        var apis = Enumerable.Range(0, routes / 20).Select(api => $$"""
            api: bench-{{api}}
            path: /bench-{{api}}/v1
            upstream: ["{{upstream}}"]
            routes:
            {{string.Join('\n', Enumerable.Range(0, 20).Select(route => $"  - match: GET /things-{route}/{{id}}"))}}
            """);
        var plan = $$"""
            plan: everything
            apis: [{{string.Join(", ", Enumerable.Range(0, routes / 20).Select(api => $"bench-{api}"))}}]
            """;
        string[] others = [plan, "consumer: bench", "subscription: bench\nconsumer: bench\nplan: everything"];
        return StartAsync(folder, $"full-{routes}", string.Join("\n---\n", [.. apis, .. others]), $"/bench-{(routes / 20) - 1}/v1/things-19/4711", ["--access-log", Path.Combine(folder, "access.jsonl")]);
    }

    private static async Task<Tollgate> StartAsync(string folder, string name, string configuration, string path, string[] options)
    {
        var file = Path.Combine(folder, name + ".yaml");
        await File.WriteAllTextAsync(file, configuration);
        var data = Path.Combine(folder, name);
        using (var seed = Launch(data, file, options))
        {
            await ReadyAsync(seed);
        }

        var started = Stopwatch.GetTimestamp();
        var process = Launch(data, file, options);
        var ready = await ReadyAsync(process);
        var url = ready.GetProperty("services").GetProperty("gateway").GetString()!;
        var key = ready.GetProperty("keys").EnumerateObject().Select(entry => entry.Value.GetString()).FirstOrDefault();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, url + path);
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return new Tollgate(process, url + path, key, Stopwatch.GetElapsedTime(started));
    }

    private static ChildProcess Launch(string data, string file, string[] options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Local", "release", "Tollgate.Local.dll");
        return ChildProcess.Start("dotnet", ["exec", program, "--only", "gateway", "--data", data, "--config", file, "--port-base", "0", "--ready-json", .. options]);
    }

    private static async Task<JsonElement> ReadyAsync(ChildProcess process)
    {
        var line = await process.Output.ReadLineAsync() ?? throw new InvalidOperationException("The gateway ended before it was ready.");
        return JsonSerializer.Deserialize<JsonElement>(line);
    }
}
