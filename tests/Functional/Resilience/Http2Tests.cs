using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Resilience;

/// <summary>Over HTTP/2 an answer may overtake the body, and connections end in other ways.</summary>
public sealed class Http2Tests
{
    private const string Http2 = "protocol: http2\nbalance: roundRobin\nbreaker: none";

    private int _requests;

    [Fact]
    public async Task A_body_that_is_still_on_its_way_when_the_answer_comes_goes_to_another_server_as_a_whole()
    {
        await using var busy = await HttpServer.StartAsync(RefuseAsync, HttpProtocols.Http2);
        await using var well = await HttpServer.StartAsync(context => context.Request.Body.CopyToAsync(context.Response.Body), HttpProtocols.Http2);
        await using var gateway = await Balanced.StartAsync([busy.Url, well.Url], Http2);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("PUT /a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\nfirst");
        await Balanced.UntilAsync(() => _requests == 1);
        await client.SendAsync("later");
        var answer = await client.ReadToEndAsync();

        Assert.Equal("firstlater", Chunks.Decode(answer));
        Assert.Equal(2L, (await gateway.Log.NextAsync())["attempts"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_arrived_is_not_sent_again_however_its_connection_ends(bool wholeConnection)
    {
        await using var broken = await HttpServer.StartAsync(context => BreakOffAsync(context, wholeConnection), HttpProtocols.Http2);
        await using var other = await HttpServer.StartAsync(context => BreakOffAsync(context, wholeConnection), HttpProtocols.Http2);
        await using var gateway = await Balanced.StartAsync([broken.Url, other.Url], Http2);
        using var content = new StringContent("once");

        using var response = await gateway.Client.PostAsync("/a/x", content);

        Assert.Equal((HttpStatusCode.BadGateway, 1), (response.StatusCode, _requests));
    }

    private Task RefuseAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    }

    private async Task BreakOffAsync(HttpContext context, bool wholeConnection)
    {
        Interlocked.Increment(ref _requests);
        await context.Request.Body.CopyToAsync(Stream.Null);
        if (wholeConnection)
        {
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        }
        else
        {
            context.Abort();
        }
    }
}
