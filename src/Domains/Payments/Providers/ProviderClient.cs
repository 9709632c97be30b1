using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Tollgate.Payments.Providers;

/// <summary>Asks the provider, patiently but not for ever: an unanswered request is asked again with its key, which does nothing twice.</summary>
internal sealed class ProviderClient
{
    private readonly IPaymentProvider _provider;
    private readonly ILogger<ProviderClient> _logger;
    private readonly ResiliencePipeline _patience;

    public ProviderClient(IPaymentProvider provider, IOptions<ProviderOptions> options, TimeProvider time, ILogger<ProviderClient> logger)
    {
        (_provider, _logger) = (provider, logger);
        var settings = options.Value;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (settings.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<ProviderUnavailableException>().Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = settings.Retries,
                Delay = TimeSpan.FromSeconds(settings.RetryDelaySeconds),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        _patience = builder.AddTimeout(TimeSpan.FromSeconds(settings.TryTimeoutSeconds)).Build();
    }

    /// <summary>The provider's answer, or null when there is none: it may have been done or not.</summary>
    public async ValueTask<ProviderAnswer?> AskAsync(ProviderCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await _patience.ExecuteAsync(token => _provider.AskAsync(command, token), cancellationToken);
        }
        catch (Exception exception) when (exception is ProviderUnavailableException or TimeoutRejectedException)
        {
            _logger.NoAnswer(exception, command.Operation, command.Key);
            return null;
        }
    }
}
