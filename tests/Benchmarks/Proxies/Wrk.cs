using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>One slice of load.</summary>
/// <param name="Requests">Answered requests.</param>
/// <param name="PerSecond">Requests per second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Errors">Answers that were not 2xx or 3xx, and socket errors.</param>
internal sealed record Slice(long Requests, double PerSecond, double P50, double P99, long Errors);

/// <summary>The load generator.</summary>
internal static partial class Wrk
{
    public static async Task<Slice> RunAsync(string url, int seconds, int connections, string? header)
    {
        List<string> arguments = ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency"];
        if (header is not null)
        {
            arguments.AddRange(["-H", header]);
        }

        arguments.Add(url);
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Parse(output);
    }

    private static Slice Parse(string output) => new(
        (long)Number(Requests().Match(output)),
        Number(PerSecond().Match(output)),
        Milliseconds(P50().Match(output)),
        Milliseconds(P99().Match(output)),
        (long)Number(NotOk().Match(output)) + SocketErrors().Match(output).Groups.Values.Skip(1).Sum(group => group.Success ? long.Parse(group.Value, CultureInfo.InvariantCulture) : 0));

    private static double Number(Match match) => match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private static double Milliseconds(Match match) => Number(match) * match.Groups[2].Value switch
    {
        "us" => 0.001,
        "s" => 1000,
        _ => 1,
    };

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"50%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P50();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex P99();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex NotOk();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();
}
