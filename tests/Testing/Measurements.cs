using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tollgate.Testing;

/// <summary>What the instruments of a meter record while this listens.</summary>
public sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, Dictionary<string, object?> Tags)> _recorded = new();
    private readonly MeterListener _listener;

    /// <summary>Listens to a meter by its name; to those of one factory only, if it is given.</summary>
    public Measurements(string meter, IMeterFactory? meters = null)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == meter && (meters is null || instrument.Meter.Scope == meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.Start();
    }

    /// <summary>Each measurement of an instrument: the values of some of its attributes, separated by spaces.</summary>
    public IReadOnlyList<string> Of(string instrument, params string[] attributes) =>
    [
        .. _recorded.Where(measurement => measurement.Instrument == instrument)
            .Select(measurement => string.Join(' ', attributes.Select(attribute => measurement.Tags.GetValueOrDefault(attribute)))),
    ];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _recorded.Enqueue((instrument.Name, tags.ToArray().ToDictionary(StringComparer.Ordinal)));
}
