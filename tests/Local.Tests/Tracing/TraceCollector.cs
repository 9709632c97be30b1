using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Local.Tests.Processes;

namespace Tollgate.Local.Tests.Tracing;

/// <summary>Receives traces by OTLP over HTTP, as any collector does.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = new();

    private TraceCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (context.Request.Path == "/v1/traces")
            {
                foreach (var span in Span.ReadAll(body.ToArray()))
                {
                    _spans.Enqueue(span);
                }
            }
        });
    }

    /// <summary>The settings of a process that sends its traces here, without delay.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    public static async Task<TraceCollector> StartAsync()
    {
        var collector = new TraceCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The spans of a trace, once they are as many as a test waits for: they are exported a while after they end, in no order.</summary>
    public Task<SpanTree> WaitAsync(string traceId, Predicate<SpanTree> isComplete) => Eventually.AskAsync(
        () => Task.FromResult(new SpanTree([.. _spans.Where(span => span.TraceId == traceId)])), isComplete, "the trace is not complete");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
