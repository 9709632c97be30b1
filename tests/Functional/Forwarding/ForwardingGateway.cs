using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Functional.Sockets;
using Tollgate.Gateway;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Http;

namespace Tollgate.Functional.Forwarding;

/// <summary>The forwarder alone behind a real Kestrel: every request goes to one upstream, every failure becomes its problem.</summary>
internal sealed class ForwardingGateway : IAsyncDisposable
{
    private readonly UpstreamClient _client;
    private readonly Channel<ForwardOutcome> _outcomes = Channel.CreateUnbounded<ForwardOutcome>();
    private HttpServer? _server;

    private ForwardingGateway(UpstreamClient client) => _client = client;

    public Uri Url => _server!.Url;

    public static async Task<ForwardingGateway> StartAsync(Uri upstream, Settings? settings = null)
    {
        settings ??= new Settings();
        var gateway = new ForwardingGateway(new UpstreamClient(settings.UpstreamProtocol, settings.ConnectTimeout));
        var forwarder = new Forwarder(settings.Clock);
        gateway._server = await HttpServer.StartAsync(context => gateway.HandleAsync(context, forwarder, upstream, settings), settings.Protocols, options =>
        {
            GatewayKestrel.Configure(options);
            settings.Kestrel(options);
        });
        return gateway;
    }

    /// <summary>What became of the next request that ended.</summary>
    public async Task<ForwardOutcome> OutcomeAsync() => await _outcomes.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Url);

    /// <summary>One HTTP/1.1 exchange on a connection of its own: everything that the gateway answers until it closes.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        using var connection = await ConnectAsync();
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context, Forwarder forwarder, Uri upstream, Settings settings)
    {
        if (settings.MaxBody is { } limit)
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = limit;
        }

        var request = settings.Adjust(new ForwardRequest
        {
            Client = _client,
            Destination = new Destination(upstream),
            PathAndQuery = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            ResponseTimeout = settings.ResponseTimeout,
            IdleTimeout = settings.IdleTimeout,
            Trace = TraceIdentity.Of(context),
            ClientAddress = IPAddress.Parse("192.0.2.7"),
        });
        var outcome = await forwarder.ForwardAsync(context, request);
        if (outcome.Error.ToProblem() is { } problem && !context.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(context, problem);
        }

        _outcomes.Writer.TryWrite(outcome);
    }

    internal sealed record Settings
    {
        public UpstreamProtocol UpstreamProtocol { get; init; } = UpstreamProtocol.Http1;

        public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1;

        public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

        public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

        public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(100);

        public TimeProvider Clock { get; init; } = TimeProvider.System;

        public long? MaxBody { get; init; }

        public Action<KestrelServerOptions> Kestrel { get; init; } = static _ => { };

        public Func<ForwardRequest, ForwardRequest> Adjust { get; init; } = static request => request;
    }
}
