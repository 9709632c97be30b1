namespace Tollgate.Benchmarks.Proxies;

/// <summary>YARP's bare forwarder, where a program of it is at hand: its package is not on every feed.</summary>
internal static class Yarp
{
    private const string Variable = "TOLLGATE_BENCH_YARP";

    /// <summary>Starts the program that <c>TOLLGATE_BENCH_YARP</c> names with the upstream's URL; null without the variable.</summary>
    public static async Task<(ChildProcess Process, string Url)?> StartAsync(string upstream)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } program)
        {
            return null;
        }

        var process = ChildProcess.Start("dotnet", "exec", program, upstream);
        var url = await process.Output.ReadLineAsync() ?? throw new InvalidOperationException($"{program}, which {Variable} names, ended before it told its URL.");
        return (process, url);
    }
}
