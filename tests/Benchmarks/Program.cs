using System.Globalization;
using BenchmarkDotNet.Running;
using Tollgate.Benchmarks.Events;
using Tollgate.Benchmarks.Limits;
using Tollgate.Benchmarks.Proxies;
using Tollgate.Benchmarks.Sagas;
using Tollgate.Benchmarks.Storage;

return args switch
{
    ["storage", ..] => await StorageBenchmark.RunAsync(),
    ["proxies", .. var rest] => await ProxyComparison.RunAsync(
        rest is [not "--write" and var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 7, write: rest.Contains("--write")),
    ["ledger", ..] => await LedgerBenchmark.RunAsync(),
    ["events", ..] => await EventBenchmark.RunAsync(),
    ["sagas", ..] => await SagaBenchmark.RunAsync(),
    ["micro", .. var rest] => RunMicro(rest),
    _ => Explain(),
};

static int RunMicro(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
    return 0;
}

static int Explain()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project tests/Benchmarks -- COMMAND
          storage      durable writes/s with 64 writers and point reads/s of the embedded tables
          proxies [N] [--write]
                       the gateway, nginx and the bare upstream under load in turn, N rounds (7); needs wrk and nginx;
                       --write puts the result into docs/performance.md
          ledger       store transactions per 1,000 requests of limits, over the rate of a key
          events       durable events per second, from publication to the end of their handler
          sagas        durable sagas of five steps per second
          micro        BenchmarkDotNet; what follows is passed on, for example: micro --filter '*Route*'
        """);
    return 2;
}
