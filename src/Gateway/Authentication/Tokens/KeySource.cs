using System.Net;
using System.Text.Json;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>Where an issuer's keys are found.</summary>
/// <param name="Issuer">Its name, as in <c>iss</c>.</param>
/// <param name="Metadata">Its discovery document.</param>
/// <param name="JwksUri">Its keys, instead of where the discovery document says; null to ask that.</param>
internal sealed record KeyAddress(string Issuer, Uri Metadata, Uri? JwksUri);

/// <summary>
/// Reads the keys of issuers over HTTP: discovery (OpenID Connect Discovery 1.0 section 4), then the JWK set. Answers are limited in size, redirects
/// aren't followed, and nothing but https is spoken beyond this machine.
/// </summary>
internal sealed class KeySource : IDisposable
{
    /// <summary>Bytes that an answer may have.</summary>
    public const int MaxAnswer = 1 << 20;

    private readonly Lazy<HttpMessageInvoker> _client = new(static () => new HttpMessageInvoker(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = 32,
    }));

    /// <exception cref="HttpRequestException">The issuer can't be reached or answers with an error.</exception>
    /// <exception cref="InvalidDataException">It answers with something else than was asked for.</exception>
    /// <exception cref="JsonException">It answers with something that is not JSON.</exception>
    public async Task<KeySet> ReadAsync(KeyAddress address, CancellationToken cancellationToken)
    {
        using var keys = await GetAsync(address.JwksUri ?? await DiscoverAsync(address, cancellationToken), cancellationToken);
        return KeySet.Read(keys.RootElement);
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task<Uri> DiscoverAsync(KeyAddress address, CancellationToken cancellationToken)
    {
        using var document = await GetAsync(address.Metadata, cancellationToken);
        if (document.RootElement.ValueKind is not JsonValueKind.Object || TextOf(document, "issuer") != address.Issuer)
        {
            throw new InvalidDataException($"The discovery document at {address.Metadata} is not that of '{address.Issuer}': its 'issuer' differs.");
        }

        return Uri.TryCreate(TextOf(document, "jwks_uri"), UriKind.Absolute, out var uri) && MayFollow(address.Metadata, uri)
            ? uri
            : throw new InvalidDataException($"The discovery document at {address.Metadata} names no https address of keys in 'jwks_uri'.");
    }

    // Only a provider on this machine may point to this machine, and without encryption.
    internal static bool MayFollow(Uri metadata, Uri keys) =>
        keys.IsLoopback ? metadata.IsLoopback && (keys.Scheme == Uri.UriSchemeHttps || keys.Scheme == Uri.UriSchemeHttp) : keys.Scheme == Uri.UriSchemeHttps;

    private async Task<JsonDocument> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        using var response = await _client.Value.SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            throw new HttpRequestException($"{address} answers with status {(int)response.StatusCode} instead of 200.");
        }

        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer + 1];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxAnswer
            ? JsonDocument.Parse(buffer.AsMemory(0, length), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 })
            : throw new InvalidDataException($"{address} answers with more than {MaxAnswer} bytes.");
    }

    private static string? TextOf(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
