using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Calls;

/// <summary>
/// Calls one service from another: finds it in the registry, vouches for the caller with an assertion of the own service, waits only so long, repeats
/// what may be repeated, at another instance where there is one, and leaves alone an instance that keeps failing. Answers below 500 are values;
/// everything else is a <see cref="ServiceUnavailableException"/>.
/// </summary>
public sealed class ServiceClient
{
    private static readonly ActivitySource Spans = new("Tollgate.Calls");

    private readonly string _service;
    private readonly ServiceDirectory _directory;
    private readonly ServiceTransport _transport;
    private readonly AssertionIssuer _issuer;
    private readonly ServiceTries _tries;
    private readonly ILogger _logger;
    private uint _turn;

    internal ServiceClient(
        string service, ServiceDirectory directory, ServiceTransport transport, AssertionIssuer issuer, ServiceTries tries, ILogger<ServiceClient> logger)
    {
        _service = service;
        _directory = directory;
        _transport = transport;
        _issuer = issuer;
        _tries = tries;
        _logger = logger;
    }

    /// <summary>Asks the service.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path at the service with its query, beginning with a slash; values in it are escaped.</param>
    /// <param name="body">Written as JSON by the product's rules; null for none.</param>
    /// <param name="subject">Whom the call speaks for.</param>
    /// <param name="idempotencyKey">Makes a POST or PATCH repeatable; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServiceUnavailableException">There is no answer, or none below 500.</exception>
    /// <exception cref="TableStoreException">The registry, or the table of the own keys, can't be reached and nothing is remembered.</exception>
    public Task<ServiceAnswer> SendAsync(
        HttpMethod method, string path, object? body, AssertionSubject subject, string? idempotencyKey, CancellationToken cancellationToken) =>
        SendAsync(new ServiceRequest(method, path, subject) { Body = body, IdempotencyKey = idempotencyKey }, cancellationToken);

    /// <summary>Asks the service.</summary>
    /// <exception cref="ServiceUnavailableException">There is no answer, or none below 500.</exception>
    /// <exception cref="TableStoreException">The registry, or the table of the own keys, can't be reached and nothing is remembered.</exception>
    public async Task<ServiceAnswer> SendAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Path.StartsWith('/'))
        {
            throw new ArgumentException("The path of a request to a service begins with a slash.", nameof(request));
        }

        using var span = Spans.StartActivity($"{request.Method} {_service}", ActivityKind.Client);
        span?.SetTag("http.request.method", request.Method.Method).SetTag("peer.service", _service);
        try
        {
            var answer = await TryAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", answer.Status);
            return Accept(answer);
        }
        catch (Exception exception) when (Explain(exception) is { } explanation && !cancellationToken.IsCancellationRequested)
        {
            throw Fail(span, new ServiceUnavailableException(_service, explanation, exception));
        }
        catch (ServiceUnavailableException exception)
        {
            throw Fail(span, exception);
        }
    }

    private async Task<ServiceAnswer> TryAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body is null ? null : JsonSerializer.SerializeToUtf8Bytes(request.Body, request.Body.GetType(), JsonRules.Options);
        var choice = new InstanceChoice(Interlocked.Increment(ref _turn));
        return await _tries.RunAsync(request.IsRepeatable, token => TryOnceAsync(request, body, choice, token), cancellationToken);
    }

    private async ValueTask<ServiceAnswer> TryOnceAsync(ServiceRequest request, byte[]? body, InstanceChoice choice, CancellationToken cancellationToken)
    {
        var instances = await _directory.FindAsync(_service, cancellationToken);
        if (instances is [])
        {
            throw new ServiceUnavailableException(_service, $"No instance of '{_service}' is registered: start it, or write its address into the registry.");
        }

        for (var others = instances.Count - 1; ; others--)
        {
            try
            {
                return await TryAtAsync(choice.Next(instances).Address, request, body, cancellationToken);
            }
            catch (BrokenCircuitException) when (others > 0)
            {
                // Nothing was sent, so that the try goes on at the next one.
            }
        }
    }

    private async Task<ServiceAnswer> TryAtAsync(Uri address, ServiceRequest request, byte[]? body, CancellationToken cancellationToken)
    {
        var assertion = await _issuer.IssueAsync(request.Subject, _service, cancellationToken);
        try
        {
            var answer = await _tries.RunAtAsync(
                address, token => _transport.SendAsync(_service, address, request, body, assertion, token), cancellationToken);
            if (answer.Status is 401)
            {
                // Something else may listen at the address by now.
                _directory.Doubt(_service);
            }

            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutRejectedException)
        {
            _logger.TryFailed(_service, address, exception.Message);
            _directory.Doubt(_service);
            throw;
        }
    }

    private ServiceAnswer Accept(ServiceAnswer answer) => answer.Status switch
    {
        401 => throw new ServiceUnavailableException(
            _service, $"'{_service}' doesn't accept this service's assertion: does it trust this issuer, and do the clocks agree?"),
        429 or >= 500 => throw new ServiceUnavailableException(_service, $"'{_service}' answered {answer.Status} {answer.Problem?.Type}."),
        _ => answer,
    };

    private string? Explain(Exception exception) => exception switch
    {
        TimeoutRejectedException => $"'{_service}' did not answer in time.",
        BrokenCircuitException => $"'{_service}' keeps failing and is left alone for a moment.",
        HttpRequestException or IOException => $"'{_service}' could not be reached, or broke off: {exception.Message}",
        _ => null,
    };

    private ServiceUnavailableException Fail(Activity? span, ServiceUnavailableException exception)
    {
        span?.SetStatus(ActivityStatusCode.Error, exception.Message);
        _logger.CallFailed(_service, exception.Message);
        return exception;
    }
}
