using Polly;
using Polly.Simmy;

namespace Tollgate.Payments.Providers;

/// <summary>A provider that fails now and then, to prove that payments bear it.</summary>
internal sealed class ChaosProvider : IPaymentProvider
{
    private readonly IPaymentProvider _inner;
    private readonly Func<ProviderNotice, CancellationToken, ValueTask> _notify;
    private readonly ResiliencePipeline _before;
    private readonly ResiliencePipeline _after;
    private readonly ResiliencePipeline _duplicate;

    public ChaosProvider(
        IPaymentProvider inner, ChaosOptions options, Func<ProviderNotice, CancellationToken, ValueTask> notify, TimeProvider time)
    {
        _inner = inner;
        _notify = notify;
        _before = Pipeline(time)
            .AddChaosLatency(options.LatencyRate, TimeSpan.FromSeconds(options.LatencySeconds))
            .AddChaosFault(options.ErrorRate, () => new ProviderUnavailableException("Chaos: the provider can't be reached."))
            .Build();
        _after = Pipeline(time).AddChaosFault(options.LostAnswerRate, () => new ProviderUnavailableException("Chaos: the answer was lost.")).Build();
        _duplicate = Pipeline(time).AddChaosFault(options.DuplicateRate, () => new AnswerTwiceException()).Build();
    }

    public async ValueTask<ProviderAnswer> AskAsync(ProviderCommand command, CancellationToken cancellationToken)
    {
        var answer = await _before.ExecuteAsync(token => _inner.AskAsync(command, token), cancellationToken);
        await _after.ExecuteAsync(_ => ValueTask.CompletedTask, cancellationToken);
        try
        {
            await _duplicate.ExecuteAsync(_ => ValueTask.CompletedTask, cancellationToken);
        }
        catch (AnswerTwiceException)
        {
            await _notify(new ProviderNotice(command.Key, answer), cancellationToken);
        }

        return answer;
    }

    private static ResiliencePipelineBuilder Pipeline(TimeProvider time) => new() { TimeProvider = time };

    private sealed class AnswerTwiceException : Exception;
}
