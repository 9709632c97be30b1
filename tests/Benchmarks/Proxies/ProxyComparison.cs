using System.Globalization;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>
/// Loads the upstream, nginx and the gateway in turn, slice by slice, so that all see the same machine; the figures to quote
/// are the medians of the ratios within a round.
/// </summary>
internal static class ProxyComparison
{
    private const int SliceSeconds = 2;
    private const int Connections = 32;

    public static async Task<int> RunAsync(int rounds)
    {
        foreach (var tool in (string[])["wrk", "nginx"])
        {
            if (!IsInstalled(tool))
            {
                Console.WriteLine($"skipped: {tool} is not installed");
                return 0;
            }
        }

        var folder = Directory.CreateTempSubdirectory("tollgate-bench-").FullName;
        try
        {
            await CompareAsync(folder, rounds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task CompareAsync(string folder, int rounds)
    {
        var (upstream, upstreamUrl) = Nginx.StartUpstream(folder);
        using var upstreamProcess = upstream;
        var (proxy, proxyUrl) = Nginx.StartProxy(folder, upstreamUrl);
        using var proxyProcess = proxy;
        var bare = await Tollgate.StartBareAsync(folder, upstreamUrl);
        using var bareProcess = bare.Process;
        var full = await Tollgate.StartFullAsync(folder, upstreamUrl, 1_000);
        using var fullProcess = full.Process;
        var many = await Tollgate.StartFullAsync(folder, upstreamUrl, 10_000);
        using var manyProcess = many.Process;

        Contender[] contenders =
        [
            new("upstream, direct", upstream, upstreamUrl + "/", null),
            new("nginx, plain proxy", proxy, proxyUrl + "/", null),
            new("gateway, bare", bare.Process, bare.Url, null),
            new("gateway, 1,000 routes, key, access log", full.Process, full.Url, $"X-API-Key: {full.Key}"),
            new("gateway, 10,000 routes, key, access log", many.Process, many.Url, $"X-API-Key: {many.Key}"),
            new("nginx, 64 KiB", proxy, proxyUrl + "/64k", null),
            new("gateway, bare, 64 KiB", bare.Process, bare.Url + "64k", null),
        ];
        foreach (var contender in contenders)
        {
            await contender.LoadAsync(SliceSeconds, Connections, count: false);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                await contender.LoadAsync(SliceSeconds, Connections, count: true);
            }
        }

        Report(contenders);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start to first proxied 200: bare {bare.FirstAnswer.TotalMilliseconds:F0} ms, 1,000 routes {full.FirstAnswer.TotalMilliseconds:F0} ms, 10,000 routes {many.FirstAnswer.TotalMilliseconds:F0} ms"));
    }

    private static void Report(Contender[] contenders)
    {
        Console.WriteLine("| what | req/s ÷ nginx | p50 ms | p99 ms | CPU µs/request | RSS MiB | errors |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var contender in contenders)
        {
            var baseline = contender.Name.Contains("64 KiB", StringComparison.Ordinal) ? contenders[5] : contenders[1];
            Console.WriteLine(contender.Row(baseline));
        }
    }

    private static bool IsInstalled(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, tool)));
}
