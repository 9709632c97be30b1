using BenchmarkDotNet.Attributes;
using Tollgate.Gateway.Snapshots;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Benchmarks.Micro;

/// <summary>From validated resources to a snapshot: the target is below 1 s for 10,000 routes.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private readonly SnapshotCompiler _compiler = Compilers.Create();
    private ResourceSet _resources = new();

    [Params(1_000, 10_000)]
    public int Routes { get; set; }

    [GlobalSetup]
    public void Prepare() => _resources = RouteSets.Make(Routes);

    [Benchmark]
    public object Compile() => _compiler.Compile(new ConfigurationHead(1, null, 0, 0), _resources, []);
}
