namespace Tollgate.Benchmarks.Proxies;

/// <summary>One server in the comparison, with what was measured of it.</summary>
/// <param name="name">What it does.</param>
/// <param name="process">Where its processor time and memory are read.</param>
/// <param name="url">What is asked for.</param>
/// <param name="header">A header of every request; null for none.</param>
internal sealed class Contender(string name, ChildProcess process, string url, string? header = null)
{
    private readonly List<(Slice Slice, double ProcessorSeconds)> _slices = [];

    public string Name => name;

    /// <summary>All requests so far, those of the warm-up too.</summary>
    public long Requests { get; private set; }

    /// <summary>Answers that were not 2xx or 3xx, and socket errors.</summary>
    public long Errors { get; private set; }

    public double P50 => Median(_slices.Select(slice => slice.Slice.P50));

    public double P99 => Median(_slices.Select(slice => slice.Slice.P99));

    /// <summary>Microseconds of processor time per request.</summary>
    public double Processor => Median(_slices.Select(slice => slice.ProcessorSeconds * 1e6 / slice.Slice.Requests));

    /// <summary>After its last slice.</summary>
    public double ResidentMiB { get; private set; }

    public async Task LoadAsync(int seconds, int connections, bool count)
    {
        var before = process.ProcessorSeconds;
        var slice = await Wrk.RunAsync(url, seconds, connections, header);
        Requests += slice.Requests;
        Errors += slice.Errors;
        ResidentMiB = process.ResidentMiB;
        if (count)
        {
            _slices.Add((slice, process.ProcessorSeconds - before));
        }
    }

    /// <summary>Requests per second as a part of another's, formed within each round.</summary>
    public double SpeedBeside(Contender other) => Median(_slices.Zip(other._slices, (own, its) => own.Slice.PerSecond / its.Slice.PerSecond));

    /// <summary>Processor time per request as a multiple of another's, formed within each round.</summary>
    public double ProcessorBeside(Contender other) => Median(_slices.Zip(other._slices, (own, its) =>
        own.ProcessorSeconds / own.Slice.Requests / (its.ProcessorSeconds / its.Slice.Requests)));

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
