using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>Counts the calls that a running gateway makes to its tables, from the metric that the product emits.</summary>
internal sealed class TableOperations : IDisposable
{
    private const string Metrics = "System.Diagnostics.Metrics";

    private readonly EventPipeSession _session;
    private readonly Thread _reader;
    private long _count;

    public TableOperations(int processId)
    {
        var listening = new TaskCompletionSource();
        var provider = new EventPipeProvider(
            Metrics,
            System.Diagnostics.Tracing.EventLevel.Informational,
            2,
            new Dictionary<string, string>
            {
                ["SessionId"] = Guid.NewGuid().ToString(),
                ["Metrics"] = "Tollgate.Tables",
                ["RefreshInterval"] = "1",
                ["MaxTimeSeries"] = "1000",
                ["MaxHistograms"] = "100",
            });
        _session = new DiagnosticsClient(processId).StartEventPipeSession(provider, requestRundown: false);
        _reader = new Thread(() => Read(listening)) { IsBackground = true };
        _reader.Start();
        listening.Task.Wait();
    }

    /// <summary>Calls since this began to count; an interval of a second may be missing at the end.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Dispose()
    {
        _session.Stop();
        _reader.Join();
        _session.Dispose();
    }

    private void Read(TaskCompletionSource listening)
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        source.Dynamic.AddCallbackForProviderEvent(Metrics, "HistogramValuePublished", value =>
            Interlocked.Add(ref _count, Convert.ToInt64(value.PayloadByName("count"), CultureInfo.InvariantCulture)));
        source.Dynamic.AddCallbackForProviderEvent(Metrics, "InitialInstrumentEnumerationComplete", _ => listening.TrySetResult());
        source.Process();
    }
}
