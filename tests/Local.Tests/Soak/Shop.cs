using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Local.Tests.Soak;

/// <summary>What a patient client does: asks again, with the same idempotency key, until the answer is definite.</summary>
internal sealed class Shop(MortalHost host) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _answers = new(0);

    /// <summary>Waits for some more answers, but not for ever: who is dead long enough answers nobody.</summary>
    public async Task AnsweredAsync(int count, TimeSpan patience)
    {
        while (_answers.Wait(0, CancellationToken.None))
        {
        }

        for (var answer = 0; answer < count && await _answers.WaitAsync(patience); answer++)
        {
        }
    }

    /// <summary>An answer that is no fault of the moment.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var process = await host.AliveAsync().WaitAsync(cancellationToken);
                using var request = process.Request(method, path, process.DemoKey);
                request.Content = body is null ? null : JsonContent.Create(body);
                if (idempotencyKey is not null)
                {
                    request.Headers.Add("Idempotency-Key", idempotencyKey);
                }

                using var response = await process.Client.SendAsync(request, cancellationToken);
                if (!MayPass(response))
                {
                    _answers.Release();
                    var text = await response.Content.ReadAsStringAsync(cancellationToken);
                    return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The process was killed under the request.
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The items of all pages of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path)
    {
        List<JsonElement> items = [];
        string? cursor = null;
        do
        {
            var (status, page) = await SendAsync(HttpMethod.Get, cursor is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}");
            Assert.Equal(HttpStatusCode.OK, status);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return items;
    }

    public void Dispose() => _answers.Dispose();

    private static bool MayPass(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        || (response.StatusCode is HttpStatusCode.Conflict && response.Headers.Contains("Retry-After"));
}
