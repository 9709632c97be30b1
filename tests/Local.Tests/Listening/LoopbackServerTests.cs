using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Tollgate.Local.Listening;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Listening;

public sealed class LoopbackServerTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LoopbackPort _port = LoopbackPort.Take(0);
    private readonly HttpClient _client = new(new SocketsHttpHandler());
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    public LoopbackServerTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseLoopbackServer(_port, _clock, maxBody: 1024, inline: false);
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync()
    {
        _released.TrySetResult();
        await _app.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _port.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Both_versions_of_HTTP_are_spoken_on_one_port(string version)
    {
        using var request = Request("/", version);

        using var response = await _client.SendAsync(request);

        Assert.Equal($"HTTP/{version} http 127.0.0.1", (await response.Content.ReadAsStringAsync()).Replace("HTTP/2 ", "HTTP/2.0 "));
        Assert.Equal(Version.Parse(version), response.Version);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Stopping_waits_for_a_request_in_flight(string version)
    {
        using var request = Request("/wait", version);
        var answering = _client.SendAsync(request);
        await _reached.Task;

        var stopping = _app.StopAsync();
        Assert.False(stopping.IsCompleted);
        _released.SetResult();
        using var response = await answering;
        await stopping;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_preface_that_comes_in_pieces_is_recognised()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync("PRI * HT"u8.ToArray());
        await socket.SendAsync("TP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await socket.SendAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });

        var answer = new byte[9];
        await ReadExactlyAsync(socket, answer);

        Assert.Equal(4, answer[3]);
    }

    [Fact]
    public async Task A_method_that_only_begins_like_the_preface_is_HTTP_1()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync("PR"u8.ToArray());
        await socket.SendAsync("OPFIND / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());

        var answer = await ReadToEndAsync(socket);

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_disconnected()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync("PR"u8.ToArray());
        using var other = Request("/", "1.1");
        using var proof = await _client.SendAsync(other);

        var reading = ReadToEndAsync(socket);
        while (!reading.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        Assert.Equal("", await reading);
    }

    [Fact]
    public async Task Stopping_ends_connections_that_have_said_nothing()
    {
        using var socket = await ConnectAsync();
        using var other = Request("/", "1.1");
        using var proof = await _client.SendAsync(other);

        await _app.StopAsync();

        Assert.Equal("", await ReadToEndAsync(socket));
    }

    [Theory]
    [InlineData(431, "GET / HTTP/1.1\r\nHost: a\r\nX: {0}\r\n\r\n", 33 * 1024)]
    [InlineData(414, "GET /{0} HTTP/1.1\r\nHost: a\r\n\r\n", 17 * 1024)]
    public async Task Oversized_heads_are_refused(int status, string head, int size)
    {
        using var socket = await ConnectAsync();

        await socket.SendAsync(Encoding.ASCII.GetBytes(head.Replace("{0}", new string('a', size))));

        Assert.StartsWith($"HTTP/1.1 {status}", await ReadToEndAsync(socket), StringComparison.Ordinal);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/wait")
        {
            _reached.SetResult();
            await _released.Task;
        }

        await context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme} {context.Connection.RemoteIpAddress}");
    }

    private HttpRequestMessage Request(string path, string version) => new(HttpMethod.Get, new Uri(_port.Url, path))
    {
        Version = Version.Parse(version),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_port.EndPoints.First());
        return socket;
    }

    private static async Task ReadExactlyAsync(Socket socket, byte[] buffer)
    {
        using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(buffer);
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket);
        using var content = new MemoryStream();
        try
        {
            await stream.CopyToAsync(content);
        }
        catch (IOException)
        {
            // A reset ends the connection as well.
        }

        return Encoding.ASCII.GetString(content.ToArray());
    }
}
