using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP and keeps the bodies by signal: traces, metrics, logs.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, string Body)> _received = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Whether a text, such as a name, arrived in a signal.</summary>
    public bool Has(string signal, string text) =>
        _received.Any(item => item.Signal == signal && item.Body.Contains(text, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Protobuf holds texts as they are; the bytes between them don't matter here.
    private async Task TakeAsync(string signal, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, System.Text.Encoding.Latin1);
        _received.Enqueue((signal, await reader.ReadToEndAsync()));
    }
}
