using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tollgate.Local.Listening;

namespace Tollgate.Local.Tests.Processes;

/// <summary>A server that answers with its name; requests to <c>/held</c> wait until they are let go.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly LoopbackPort _port = LoopbackPort.Take(0);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;
    private int _requests;

    private Upstream(string name)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseLoopbackServer(_port, TimeProvider.System, maxBody: null, inline: false);
        _app = builder.Build();
        _app.Run(async context =>
        {
            Interlocked.Increment(ref _requests);
            if (context.Request.Path == "/held")
            {
                _reached.TrySetResult();
                await _letGo.Task;
            }

            await context.Response.WriteAsync(name);
        });
    }

    public Uri Url => _port.Url;

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Completes when a request is held.</summary>
    public Task Reached => _reached.Task;

    public static async Task<Upstream> StartAsync(string name)
    {
        var upstream = new Upstream(name);
        await upstream._app.StartAsync();
        return upstream;
    }

    public void LetGo() => _letGo.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await _app.DisposeAsync();
        _port.Dispose();
    }
}
