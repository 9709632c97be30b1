using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using Tollgate.Platform.Http;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Calls;

/// <summary>The connections that a module's service clients share, and one request over them.</summary>
internal sealed class ServiceTransport : IDisposable
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    private readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        UseProxy = false,
    });

    /// <summary>Sends a request once and reads the whole answer.</summary>
    /// <exception cref="HttpRequestException">The instance could not be reached or broke off.</exception>
    /// <exception cref="IOException">It broke off within the body.</exception>
    public async Task<ServiceAnswer> SendAsync(
        string service, Uri address, ServiceRequest request, byte[]? body, string assertion, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(address, request.Path));
        message.Headers.Add(TollgateHeaders.Assertion, assertion);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
        Add(message, "Idempotency-Key", request.IdempotencyKey);
        Add(message, "If-Match", request.IfMatch);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json) } };
        }

        using var response = await _connections.SendAsync(message, cancellationToken);
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new ServiceAnswer(
            service,
            (int)response.StatusCode,
            response.Headers.ETag?.ToString(),
            response.Headers.RetryAfter?.Delta,
            bytes,
            response.Content.Headers.ContentType?.MediaType == ProblemWriter.ContentType);
    }

    public void Dispose() => _connections.Dispose();

    private static void Add(HttpRequestMessage message, string name, string? value)
    {
        if (value is not null)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
