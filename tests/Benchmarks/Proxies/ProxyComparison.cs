namespace Tollgate.Benchmarks.Proxies;

/// <summary>
/// Loads the upstream, nginx and the gateway in turn, slice by slice, so that all see the same machine; the figures to quote
/// are the medians of the ratios within a round.
/// </summary>
internal static class ProxyComparison
{
    private const int SliceSeconds = 2;

    // Until the just-in-time compiler is done with every contender.
    private const int WarmUpSeconds = 20;

    private const int Connections = 32;
    private const long RequestsBeforeMemory = 1_000_000;
    private const int Starts = 5;

    public static async Task<int> RunAsync(int rounds, bool write)
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
            var report = await CompareAsync(folder, rounds);
            Console.WriteLine(report.ToMarkdown());
            if (write)
            {
                report.WriteTo(Path.Combine("docs", "performance.md"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task<ProxyReport> CompareAsync(string folder, int rounds)
    {
        var (upstream, upstreamUrl) = Nginx.StartUpstream(folder);
        using var upstreamProcess = upstream;
        var (proxy, proxyUrl) = Nginx.StartProxy(folder, upstreamUrl);
        using var proxyProcess = proxy;
        var yarp = await Yarp.StartAsync(upstreamUrl);
        using var yarpProcess = yarp?.Process;
        var setup = new GatewaySetup(folder, upstreamUrl);
        using var bare = await setup.StartAsync(setup.Bare);
        using var full = await setup.StartAsync(setup.Full(1_000));
        using var one = await setup.StartAsync(setup.Full(1));
        using var many = await setup.StartAsync(setup.Full(10_000));
        using var tokens = await setup.StartAsync(setup.Tokens(1_000));

        var report = new ProxyReport
        {
            Upstream = new("upstream, direct", upstream, upstreamUrl + "/"),
            Nginx = new("nginx, plain proxy, no access log", proxy, proxyUrl + "/"),
            Yarp = yarp is var (process, url) ? new("YARP, bare forwarder", process, url + "/") : null,
            Bare = new("gateway, one open route, no access log", bare.Process, bare.Url),
            One = new("gateway, 1 route, API key, two limits, access log", one.Process, one.Url, one.Credential),
            Full = new("gateway, 1,000 routes, API key, two limits, access log", full.Process, full.Url, full.Credential),
            Many = new("gateway, 10,000 routes, API key, two limits, access log", many.Process, many.Url, many.Credential),
            Tokens = new("gateway, 1,000 routes, JWT, two limits, access log", tokens.Process, tokens.Url, tokens.Credential),
            NginxLarge = new("nginx, 64 KiB answers", proxy, proxyUrl + "/64k"),
            YarpLarge = yarp is var (large, largeUrl) ? new("YARP, bare forwarder, 64 KiB answers", large, largeUrl + "/64k") : null,
            BareLarge = new("gateway, one open route, 64 KiB answers", bare.Process, bare.Url + "64k"),
        };
        foreach (var contender in report.Contenders)
        {
            // In slices too: what begins and ends a connection is also compiled while it runs.
            for (var seconds = 0; seconds < WarmUpSeconds; seconds += SliceSeconds)
            {
                await contender.LoadAsync(SliceSeconds, Connections, count: false);
            }
        }

        using (var operations = new TableOperations(full.Process.Id))
        {
            var before = report.Full.Requests;
            await MeasureAsync(report, rounds);
            report.OperationsPerThousand = 1000.0 * operations.Count / (report.Full.Requests - before);
        }

        while (report.Full.Requests < RequestsBeforeMemory)
        {
            await report.Full.LoadAsync(SliceSeconds, Connections, count: false);
        }

        report.ResidentMiB = report.Full.ResidentMiB;

        // Last, when nothing is compiled or loaded any more.
        report.FirstAnswer = await setup.FirstAnswerAsync(setup.Full(1_000), Starts);
        return report;
    }

    private static async Task MeasureAsync(ProxyReport report, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contender in report.Contenders)
            {
                await contender.LoadAsync(SliceSeconds, Connections, count: true);
            }
        }
    }

    private static bool IsInstalled(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, tool)));
}
