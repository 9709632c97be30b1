using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Hosting.Azure.Dispatching;

namespace Tollgate.Hosting.Azure.Tests.Dispatching;

public sealed class FunctionsDispatcherTests
{
    [Fact]
    public async Task A_request_reaches_the_modules_own_endpoint_with_its_route_values_and_no_others()
    {
        await using var worker = await FunctionsWorker.StartAsync(new EndpointModule(endpoints =>
            endpoints.MapGet("/things/{id:int}", (HttpContext context, int id) => Results.Json(new
            {
                id,
                values = context.Request.RouteValues.Keys,
                pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
            }))));

        var answer = await worker.Client.GetFromJsonAsync<JsonElement>("/things/7?x=1");

        Assert.Equal("""{"id":7,"values":["id"],"pattern":"/things/{id:int}"}""", answer.GetRawText());
        Assert.Equal(1, worker.Invocations);
    }

    [Fact]
    public async Task An_endpoint_gets_its_services_from_the_scope_of_the_invocation()
    {
        Guid? seen = null;
        IServiceProvider? services = null;
        await using var worker = await FunctionsWorker.StartAsync(new EndpointModule(endpoints => endpoints.MapGet("/", (HttpContext context) =>
        {
            services = context.RequestServices;
            seen = services.GetRequiredService<Invocation>().Id;
        })));

        await worker.Client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Same(worker.Scope, services);
        Assert.NotNull(seen);
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/things", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PURGE", "/things", HttpStatusCode.MethodNotAllowed)]
    public async Task What_the_module_does_not_map_is_a_problem_of_the_inner_routing(string method, string path, HttpStatusCode status)
    {
        await using var worker = await FunctionsWorker.StartAsync(new EndpointModule(endpoints => endpoints.MapGet("/things", () => "")));

        using var response = await worker.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status is HttpStatusCode.MethodNotAllowed ? ["GET", "HEAD"] : [], response.Content.Headers.Allow);
        Assert.Equal(1, worker.Invocations);
    }

    [Fact]
    public async Task Health_answers_in_front_of_the_modules_routing()
    {
        await using var worker = await FunctionsWorker.StartAsync(new EndpointModule(_ => { }));

        using var response = await worker.Client.GetAsync(new Uri("/_tollgate/health/live", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("PURGE", "/any/path")]
    [InlineData("QUERY", "/any")]
    public async Task An_application_gets_every_request_without_an_endpoint(string method, string path)
    {
        await using var worker = await FunctionsWorker.StartAsync(new ApplicationModule(context =>
            context.Response.WriteAsync($"{context.Request.Method} {context.Request.PathBase}|{context.Request.Path} {context.GetEndpoint()}|{context.Request.RouteValues.Count}")));

        using var response = await worker.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal($"{method} |{path} |0", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_streams_in_both_directions_at_once()
    {
        await using var worker = await FunctionsWorker.StartAsync(new ApplicationModule(async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            var buffer = new byte[16];
            for (var read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted); read > 0;
                read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }));
        using var socket = new TcpClient();
        await socket.ConnectAsync(worker.Client.BaseAddress!.Host, worker.Client.BaseAddress.Port);
        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);

        await SendAsync("POST / HTTP/1.1\r\nHost: worker\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        foreach (var part in new[] { "ping", "pong" })
        {
            await SendAsync($"4\r\n{part}\r\n");

            Assert.Equal(("4", part), (await reader.ReadLineAsync(), await reader.ReadLineAsync()));
        }

        await SendAsync("0\r\n\r\n");
        Assert.Equal("0", await reader.ReadLineAsync());

        ValueTask SendAsync(string text) => socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
    }

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        var next = new SemaphoreSlim(0);
        await using var worker = await FunctionsWorker.StartAsync(new EndpointModule(endpoints => endpoints.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await next.WaitAsync(context.RequestAborted);
            }
        })));

        await using var events = await worker.Client.GetStreamAsync(new Uri("/events", UriKind.Relative));
        using var reader = new StreamReader(events);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"data: {i}", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
            next.Release();
        }

        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task An_exception_before_the_answer_began_is_a_problem_that_tells_nothing_of_its_cause()
    {
        await using var worker = await FunctionsWorker.StartAsync(new ApplicationModule(_ => throw new InvalidOperationException("secret")));

        using var response = await worker.Client.GetAsync(new Uri("/", UriKind.Relative));

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_after_the_answer_began_breaks_the_connection()
    {
        await using var worker = await FunctionsWorker.StartAsync(new ApplicationModule(async context =>
        {
            await context.Response.WriteAsync("half of", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            throw new InvalidOperationException("broken");
        }));

        await Assert.ThrowsAsync<HttpRequestException>(() => worker.Client.GetStringAsync(new Uri("/", UriKind.Relative)));
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_request_and_nothing_escapes()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await FunctionsWorker.StartAsync(new ApplicationModule(async context =>
        {
            began.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
            finally
            {
                ended.SetResult(context.RequestAborted.IsCancellationRequested);
            }
        }));
        using var leaving = new CancellationTokenSource();

        var request = worker.Client.GetAsync(new Uri("/", UriKind.Relative), leaving.Token);
        await began.Task;
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.True(await ended.Task);
    }

    [Fact]
    public async Task A_module_without_an_http_surface_is_refused()
    {
        var services = new ServiceCollection().BuildServiceProvider();

        var exception = Assert.Throws<ArgumentException>(() => new FunctionsDispatcher(
            new SilentModule(), new ForwardedRequest(new()), services, Microsoft.Extensions.Logging.Abstractions.NullLogger<FunctionsDispatcher>.Instance));

        Assert.Contains("silent", exception.Message, StringComparison.Ordinal);
        await services.DisposeAsync();
    }
}
