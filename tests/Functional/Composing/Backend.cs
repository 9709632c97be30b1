using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Composing;

/// <summary>A service that answers its paths with JSON, and remembers what it was asked.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();
    private HttpServer? _server;
    private int _underWay;
    private int _mostUnderWay;

    public Uri Url => _server!.Url;

    /// <summary>Targets as they arrived, in no particular order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The header fields of the last request.</summary>
    public IHeaderDictionary Headers { get; private set; } = new HeaderDictionary();

    /// <summary>The most requests that were here at the same time.</summary>
    public int MostUnderWay => _mostUnderWay;

    /// <summary>Requests whose callers gave up.</summary>
    public int Abandoned { get; private set; }

    /// <summary>Answers what has no answer of its own.</summary>
    public RequestDelegate Otherwise { get; set; } = static context =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    public static async Task<Backend> StartAsync()
    {
        var backend = new Backend();
        backend._server = await HttpServer.StartAsync(backend.HandleAsync);
        return backend;
    }

    public Backend Answer(string target, string json, int status = StatusCodes.Status200OK, string type = "application/json") => Answer(target, context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(json);
    });

    public Backend Answer(string target, RequestDelegate answer)
    {
        _answers[target] = answer;
        return this;
    }

    /// <summary>Keeps a request until its caller gives up.</summary>
    public Backend Hang(string target) => Answer(target, async context =>
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
        Abandoned++;
    });

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        Headers = new HeaderDictionary(context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase));
        Asked.Enqueue(target);
        var here = Interlocked.Increment(ref _underWay);
        for (var most = _mostUnderWay; here > most; most = _mostUnderWay)
        {
            Interlocked.CompareExchange(ref _mostUnderWay, here, most);
        }

        try
        {
            await _answers.GetValueOrDefault(target, Otherwise)(context);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
