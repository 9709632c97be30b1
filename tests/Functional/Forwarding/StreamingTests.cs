using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Functional.Sockets;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Functional.Forwarding;

public sealed class StreamingTests
{
    // TOLLGATE_LONG_TESTS=1 sends the full gibibyte.
    private static readonly long LargeBody = Environment.GetEnvironmentVariable("TOLLGATE_LONG_TESTS") == "1" ? 1L << 30 : 256L << 20;

    [Theory]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1)]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http2)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http1)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http2)]
    public async Task Events_arrive_one_by_one(HttpProtocols inbound, UpstreamProtocol outbound)
    {
        using var seen = new SemaphoreSlim(0);
        await using var upstream = await HttpServer.StartAsync(
            async context =>
            {
                context.Response.ContentType = "text/event-stream";
                for (var number = 1; number <= 3; number++)
                {
                    await context.Response.WriteAsync($"data: {number}\n\n", context.RequestAborted);
                    await seen.WaitAsync(context.RequestAborted);
                }
            },
            outbound == UpstreamProtocol.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Protocols = inbound, UpstreamProtocol = outbound });
        using var client = new Client(gateway.Url, inbound);

        using var response = await client.SendAsync(HttpMethod.Get, null);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(client.Deadline));

        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal($"data: {number}", await events.ReadLineAsync(client.Deadline));
            Assert.Equal("", await events.ReadLineAsync(client.Deadline));
            seen.Release();
        }

        Assert.Null(await events.ReadLineAsync(client.Deadline));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Headers_do_not_wait_for_the_body()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        var head = await client.ReadHeadAsync();
        await connection.SendAsync("ok");

        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.Equal("ok", await client.ReadAsync(2));
    }

    [Fact]
    public async Task Both_directions_flow_at_once_over_HTTP2()
    {
        await using var upstream = await HttpServer.StartAsync(EchoAsync, HttpProtocols.Http2);
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Protocols = HttpProtocols.Http2, UpstreamProtocol = UpstreamProtocol.Http2 });
        using var client = new Client(gateway.Url, HttpProtocols.Http2);
        using var content = new PushContent();

        using var response = await client.SendAsync(HttpMethod.Post, content);
        var body = await response.Content.ReadAsStreamAsync(client.Deadline);

        foreach (var word in new[] { "one", "three", "five!" })
        {
            await content.PushAsync(word, client.Deadline);
            var echo = new byte[word.Length];
            await body.ReadExactlyAsync(echo, client.Deadline);
            Assert.Equal(word, Encoding.ASCII.GetString(echo));
        }

        content.Complete();
        Assert.Equal(0, await body.ReadAsync(new byte[1], client.Deadline));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1, 1)]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1, 4096)]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1, 65536)]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http1, 1_000_003)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http2, 65536)]
    [InlineData(HttpProtocols.Http2, UpstreamProtocol.Http1, 1_000_003)]
    [InlineData(HttpProtocols.Http1, UpstreamProtocol.Http2, 1_000_003)]
    public async Task A_body_comes_back_byte_by_byte_the_same(HttpProtocols inbound, UpstreamProtocol outbound, int size)
    {
        await using var upstream = await HttpServer.StartAsync(
            async context =>
            {
                var all = new MemoryStream();
                await context.Request.Body.CopyToAsync(all, context.RequestAborted);
                context.Response.ContentLength = context.Request.ContentLength;
                await context.Response.Body.WriteAsync(all.ToArray(), context.RequestAborted);
            },
            outbound == UpstreamProtocol.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Protocols = inbound, UpstreamProtocol = outbound });
        using var client = new Client(gateway.Url, inbound);
        var sent = Enumerable.Range(0, size).Select(static index => (byte)(index * 31 / 7)).ToArray();

        using var counted = await client.SendAsync(HttpMethod.Post, new ByteArrayContent(sent));
        using var chunked = await client.SendAsync(HttpMethod.Post, new StreamContent(new ChunkedStream(sent)));

        Assert.Equal(sent, await counted.Content.ReadAsByteArrayAsync(client.Deadline));
        Assert.Equal(sent, await chunked.Content.ReadAsByteArrayAsync(client.Deadline));
        Assert.Equal(size, (await gateway.OutcomeAsync()).BytesIn);
        Assert.Equal(size, (await gateway.OutcomeAsync()).BytesOut);
    }

    [Fact]
    public async Task A_large_body_passes_both_ways_with_flat_memory()
    {
        await using var upstream = await HttpServer.StartAsync(
            async context =>
            {
                var block = new byte[64 * 1024];
                long received = 0;
                int read;
                while ((read = await context.Request.Body.ReadAsync(block, context.RequestAborted)) > 0)
                {
                    received += read;
                }

                context.Response.ContentLength = received;
                for (; received > 0; received -= block.Length)
                {
                    await context.Response.Body.WriteAsync(block, context.RequestAborted);
                }
            },
            configure: static options => options.Limits.MaxRequestBodySize = null);
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { MaxBody = 2 * LargeBody });
        using var client = new Client(gateway.Url, HttpProtocols.Http1);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var response = await client.SendAsync(HttpMethod.Post, new StreamContent(new ZeroStream(LargeBody)));
        var peak = await DrainAsync(await response.Content.ReadAsStreamAsync(client.Deadline), client.Deadline);

        Assert.InRange(peak - before, long.MinValue, 64L << 20);
        Assert.Equal(LargeBody, (await gateway.OutcomeAsync()).BytesOut);
    }

    [Fact]
    public async Task A_client_that_stops_reading_slows_the_upstream_down()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Kestrel = static options => options.Limits.MinResponseDataRate = null });
        using var client = await gateway.ConnectAsync();
        const int total = 256 << 20;

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {total}\r\n\r\n");
        await client.ReadHeadAsync();
        var flood = FloodAsync(connection, total);
        client.Dispose();

        Assert.InRange(await flood, 0, total - 1);
        Assert.Equal(ForwardError.ClientAborted, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task Unary_gRPC_passes_with_its_trailers()
    {
        await using var upstream = await HttpServer.StartAsync(
            async context =>
            {
                Assert.Equal("trailers", context.Request.Headers.TE);
                context.Response.ContentType = "application/grpc";
                context.Response.DeclareTrailer("grpc-status");
                await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
                context.Response.AppendTrailer("grpc-status", "0");
                context.Response.AppendTrailer("content-length", "7");
            },
            HttpProtocols.Http2);
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Protocols = HttpProtocols.Http2, UpstreamProtocol = UpstreamProtocol.Http2 });
        using var client = new Client(gateway.Url, HttpProtocols.Http2);
        var content = new ByteArrayContent([0, 0, 0, 0, 1, 42]);
        content.Headers.ContentType = new("application/grpc");

        using var response = await client.SendAsync(HttpMethod.Post, content, static request => request.Headers.TE.Add(new("trailers")));
        var body = await response.Content.ReadAsByteArrayAsync(client.Deadline);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([0, 0, 0, 0, 1, 42], body);
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        Assert.False(response.TrailingHeaders.NonValidated.Contains("content-length"));
    }

    [Fact]
    public async Task An_answer_that_ends_first_ends_the_upload_over_HTTP2()
    {
        await using var upstream = await HttpServer.StartAsync(
            static context =>
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return context.Response.WriteAsync("no", context.RequestAborted);
            },
            HttpProtocols.Http2);
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Protocols = HttpProtocols.Http2, UpstreamProtocol = UpstreamProtocol.Http2 });
        using var client = new Client(gateway.Url, HttpProtocols.Http2);
        using var content = new PushContent();

        using var response = await client.SendAsync(HttpMethod.Post, content);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("no", await response.Content.ReadAsStringAsync(client.Deadline));
        Assert.Equal(ForwardError.None, (await gateway.OutcomeAsync()).Error);
        content.Complete();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var block = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(block, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(block.AsMemory(0, read), context.RequestAborted);
        }
    }

    private static async Task<long> DrainAsync(Stream body, CancellationToken cancellationToken)
    {
        var block = new byte[64 * 1024];
        long peak = 0;
        for (var reads = 0; await body.ReadAsync(block, cancellationToken) > 0; reads++)
        {
            peak = reads % 256 == 0 ? Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)) : peak;
        }

        return peak;
    }

    private static async Task<long> FloodAsync(RawConnection connection, long total)
    {
        var block = new byte[64 * 1024];
        long sent = 0;
        try
        {
            for (; sent < total; sent += block.Length)
            {
                await connection.SendAsync(block);
            }
        }
        catch (IOException)
        {
        }

        return sent;
    }
}
