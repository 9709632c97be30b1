using System.Security.Cryptography;
using Polly;
using Polly.Simmy;
using Tollgate.Platform.Events;

namespace Tollgate.Hosting.Embedded.Chaos;

/// <summary>
/// A bus that does everything a bus may do: it can't be reached, is late, takes events and says that it failed, takes them twice, and mixes the order between
/// subjects. For tests and drills: the order within a subject, and that what it confirmed is delivered, are kept.
/// </summary>
public sealed class UnreliableEventBus : IEventBus
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(100);

    private readonly IEventBus _bus;
    private readonly ResiliencePipeline _before;
    private readonly ResiliencePipeline _again;
    private readonly ResiliencePipeline _after;

    /// <summary>Makes a bus unreliable.</summary>
    /// <param name="bus">The bus that does the work.</param>
    /// <param name="rate">How often each kind of misbehaviour happens, 0 (never) to 1 (always).</param>
    /// <param name="time">The clock that delays go by.</param>
    public UnreliableEventBus(IEventBus bus, double rate, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(bus);

        _bus = bus;
        _before = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddChaosLatency(rate, LongestDelay)
            .AddChaosFault(rate, () => new EventBusException("Chaos: the bus can't be reached."))
            .Build();
        _again = new ResiliencePipelineBuilder { TimeProvider = time }.AddChaosFault(rate, () => new AgainException()).Build();
        _after = new ResiliencePipelineBuilder { TimeProvider = time }.AddChaosFault(rate, () => new EventBusException("Chaos: the answer was lost.")).Build();
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);

        await _before.ExecuteAsync(Nothing, cancellationToken);
        var subjects = events.GroupBy(published => published.Subject).Select(group => group.ToList()).ToArray();
        RandomNumberGenerator.Shuffle<List<CloudEvent>>(subjects);
        foreach (var subject in subjects)
        {
            await _bus.PublishAsync(subject, cancellationToken);
            if (await IsToComeAgainAsync(cancellationToken))
            {
                await _bus.PublishAsync(subject, cancellationToken);
            }
        }

        await _after.ExecuteAsync(Nothing, cancellationToken);
    }

    private static ValueTask Nothing(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private async ValueTask<bool> IsToComeAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _again.ExecuteAsync(Nothing, cancellationToken);
            return false;
        }
        catch (AgainException)
        {
            return true;
        }
    }

    private sealed class AgainException : Exception;
}
