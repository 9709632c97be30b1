using System.Globalization;
using System.Text;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>What a comparison found, as the tables of docs/performance.md.</summary>
internal sealed class ProxyReport
{
    private const string Begin = "<!-- written by tests/Benchmarks/run.sh: begin -->";
    private const string End = "<!-- written by tests/Benchmarks/run.sh: end -->";

    // What YARP's bare forwarder reached beside nginx on another machine, by the same method: stands for it where it can't be measured.
    private const double YarpSpeed = 0.68;
    private const double YarpProcessor = 1 / 0.55;

    public required Contender Upstream { get; init; }

    public required Contender Nginx { get; init; }

    /// <summary>Null where YARP is not at hand.</summary>
    public required Contender? Yarp { get; init; }

    public required Contender Bare { get; init; }

    public required Contender One { get; init; }

    public required Contender Full { get; init; }

    public required Contender Many { get; init; }

    public required Contender Tokens { get; init; }

    public required Contender NginxLarge { get; init; }

    /// <summary>Null where YARP is not at hand.</summary>
    public required Contender? YarpLarge { get; init; }

    public required Contender BareLarge { get; init; }

    /// <summary>From the start of the process to the first proxied 200, 1,000 routes: the median of several starts.</summary>
    public TimeSpan FirstAnswer { get; set; }

    /// <summary>Calls to the tables per 1,000 requests of <see cref="Full"/>.</summary>
    public double OperationsPerThousand { get; set; }

    /// <summary>Memory of <see cref="Full"/> after a million requests.</summary>
    public double ResidentMiB { get; set; }

    public IReadOnlyList<Contender> Contenders =>
    [
        .. new[] { Upstream, Nginx, Yarp, Bare, One, Full, Many, Tokens, NginxLarge, YarpLarge, BareLarge }.OfType<Contender>(),
    ];

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine("| what | req/s ÷ nginx | CPU per request ÷ nginx | p50 ms | p99 ms | RSS MiB |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var contender in Contenders)
        {
            var peer = contender == BareLarge || contender == YarpLarge || contender == NginxLarge ? NginxLarge : Nginx;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {contender.Name} | {contender.SpeedBeside(peer):F2} | {contender.ProcessorBeside(peer):F2} | {contender.P50:F2} | {contender.P99:F2} | {contender.ResidentMiB:F0} |");
        }

        text.AppendLine();
        text.AppendLine("| target | measured | asked for | |");
        text.AppendLine("|---|---|---|---|");
        Target(text, "bare gateway: req/s ÷ nginx", Bare.SpeedBeside(Nginx), YarpSpeed);
        if (Yarp is not null)
        {
            Target(text, "bare gateway: req/s ÷ bare YARP", Bare.SpeedBeside(Yarp), 1);
        }

        Target(text, "all policies: req/s ÷ bare YARP", Yarp is null ? Full.SpeedBeside(Nginx) / YarpSpeed : Full.SpeedBeside(Yarp), 1);
        Target(text, "all policies: CPU per request ÷ bare YARP", Yarp is null ? Full.ProcessorBeside(Nginx) / YarpProcessor : Full.ProcessorBeside(Yarp), 1, most: true);
        Target(text, "JWT instead of API key: req/s", Tokens.SpeedBeside(Full), 0.9);
        Target(text, "10,000 routes instead of 1: req/s", Many.SpeedBeside(One), 0.95);
        Target(text, "start to first proxied 200, 1,000 routes, ms", FirstAnswer.TotalMilliseconds, 300, most: true, "F0");
        Target(text, "RSS after 1 million requests, MiB", ResidentMiB, 130, most: true, "F0");
        Target(text, "store transactions per 1,000 requests", OperationsPerThousand, 5, most: true, "F3");
        Target(text, "64 KiB bodies: req/s ÷ bare YARP", YarpLarge is null ? BareLarge.SpeedBeside(NginxLarge) / YarpSpeed : BareLarge.SpeedBeside(YarpLarge), 0.95);
        if (Contenders.Sum(contender => contender.Errors) is > 0 and var errors)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{errors} requests failed: these figures mean nothing.");
        }

        return text.ToString();
    }

    /// <summary>Puts the tables between their marks in a document.</summary>
    public void WriteTo(string file)
    {
        var document = File.ReadAllText(file);
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        File.WriteAllText(file, string.Concat(document.AsSpan(0, begin + Begin.Length), "\n", ToMarkdown(), document.AsSpan(end)));
    }

    private static void Target(StringBuilder text, string what, double measured, double asked, bool most = false, string format = "F2") =>
        text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {measured.ToString(format, CultureInfo.InvariantCulture)} | {(most ? "≤" : "≥")} {asked:0.##} | {((most ? measured <= asked : measured >= asked) ? "met" : "**not met**")} |");
}
