using System.Globalization;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>One server in the comparison, with what was measured of it.</summary>
internal sealed class Contender(string name, ChildProcess process, string url, string? header)
{
    private readonly List<(Slice Slice, double ProcessorSeconds)> _slices = [];

    public string Name => name;

    public async Task LoadAsync(int seconds, int connections, bool count)
    {
        var before = process.ProcessorSeconds;
        var slice = await Wrk.RunAsync(url, seconds, connections, header);
        if (count)
        {
            _slices.Add((slice, process.ProcessorSeconds - before));
        }
    }

    public string Row(Contender baseline)
    {
        var ratio = Median(_slices.Zip(baseline._slices, (own, other) => own.Slice.PerSecond / other.Slice.PerSecond));
        var processor = Median(_slices.Select(slice => slice.ProcessorSeconds * 1e6 / slice.Slice.Requests));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {ratio:F2} | {Median(_slices.Select(slice => slice.Slice.P50)):F2} | {Median(_slices.Select(slice => slice.Slice.P99)):F2} | {processor:F1} | {process.ResidentMiB:F0} | {_slices.Sum(slice => slice.Slice.Errors)} |");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
