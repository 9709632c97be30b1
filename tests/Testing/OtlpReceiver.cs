using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tollgate.Testing;

/// <summary>Takes OTLP over HTTP and keeps the bodies by signal: traces, metrics, logs.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, string Body)> _received = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary>The settings of a process that exports to here.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    /// <summary>Begins to listen on a free port.</summary>
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

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Protobuf holds texts as they are; the bytes between them don't matter here.
    private async Task TakeAsync(string signal, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, System.Text.Encoding.Latin1);
        _received.Enqueue((signal, await reader.ReadToEndAsync()));
    }
}
