using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Functional.Sockets;
using Tollgate.Gateway;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Tables;

namespace Tollgate.Functional.Pipeline;

/// <summary>The whole gateway on a real Kestrel and the real embedded store, with an operator who applies configuration beside it.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private static readonly ModuleInfo Operator = new(
        "operator",
        [
            PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.TrustGateway, StorageAccess.Read),
        ],
        [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Write)]);

    private readonly EmbeddedStorage _storage;
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;
    private readonly ITableStore _operatorTables;
    private readonly IBlobStore _operatorBlobs;
    private readonly ConfigurationReader _reader;
    private readonly ConfigurationStore _configuration;

    private GatewayHost(EmbeddedStorage storage, TimeProvider clock, string trustedProxies, HostCapabilities capabilities)
    {
        _storage = storage;
        _clock = clock;
        _operatorTables = storage.TablesFor(Operator);
        _operatorBlobs = storage.BlobsFor(Operator);
        _reader = new ConfigurationReader(_operatorTables, _operatorBlobs);
        _configuration = new ConfigurationStore(_operatorTables, _operatorBlobs, clock);
        Registry = new ServiceRegistry(_operatorTables);
        var module = new GatewayModule();
        Tables = new InterceptedTables(storage.TablesFor(module.Info));
        _app = Build(module, trustedProxies, capabilities);
    }

    /// <summary>What the gateway reads, between it and the store.</summary>
    public InterceptedTables Tables { get; }

    /// <summary>For services that stand beside the gateway.</summary>
    public EmbeddedStorage Storage => _storage;

    /// <summary>What services verify assertions with.</summary>
    public ITableStore TrustTables => _operatorTables;

    public ServiceRegistry Registry { get; }

    public AccessRecords Log { get; } = new();

    public IMeterFactory Meters => _app.Services.GetRequiredService<IMeterFactory>();

    public Uri Url => new(_app.Urls.First());

    public HttpClient Client { get; private set; } = new(new SocketsHttpHandler { UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 });

    public static async Task<GatewayHost> StartAsync(string configuration, TimeProvider? clock = null, string trustedProxies = "", Action<InterceptedTables>? prepare = null, HostCapabilities? capabilities = null)
    {
        clock ??= TimeProvider.System;
        var host = new GatewayHost(EmbeddedStorage.OpenInMemory(clock), clock, trustedProxies, capabilities ?? HostCapabilities.Kestrel);
        await host.ApplyAsync(configuration);
        prepare?.Invoke(host.Tables);
        await host._app.StartAsync();
        host.Client.BaseAddress = host.Url;
        return host;
    }

    public async Task<ApplyResult> TryApplyAsync(string configuration) => await _configuration.ApplyAsync(
        [new ConfigurationFile("test.yaml", Encoding.UTF8.GetBytes(configuration))], ApplyMode.Replace, "test", dryRun: false, CancellationToken.None);

    public async Task ApplyAsync(string configuration)
    {
        var result = await TryApplyAsync(configuration);
        Assert.True(result.Succeeded, string.Join('\n', result.Errors));
    }

    /// <summary>Makes what the head points to unreadable, as a disk or a careless person might.</summary>
    public async Task DamageConfigurationAsync()
    {
        var head = await _reader.ReadHeadAsync(CancellationToken.None);
        using var content = new MemoryStream("{"u8.ToArray());
        await _operatorBlobs.WriteAsync(PlatformTables.ConfigurationContainer, head.SnapshotBlob!, content, "application/json", BlobCondition.None, CancellationToken.None);
    }

    public async Task<string> IssueKeyAsync(string subscription, string name = "primary", DateTimeOffset? expires = null, string tenant = "default")
    {
        var result = await Credentials().IssueAsync(tenant, subscription, name, "dev", expires, CancellationToken.None);
        return result.Key!;
    }

    public async Task RevokeKeyAsync(string subscription, string name = "primary") =>
        Assert.True(await Credentials().RevokeAsync("default", subscription, name, CancellationToken.None));

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Url);

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private CredentialStore Credentials() => new(_operatorTables, _reader, _clock);

    private WebApplication Build(GatewayModule module, string trustedProxies, HostCapabilities capabilities)
    {
        GatewayKestrel.PrepareProcess();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            GatewayKestrel.Configure(options);
            options.Listen(IPAddress.Loopback, 0);
        });
        builder.Configuration[GatewayModule.TrustedProxiesKey] = trustedProxies;
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(_clock);
        builder.Services.AddSingleton<ITableStore>(Tables);
        builder.Services.AddSingleton<IBlobStore>(_storage.BlobsFor(module.Info));
        builder.Services.AddSingleton(new HostInfo("test-instance", "dev", capabilities));
        module.AddServices(builder.Services, builder.Configuration);
        var app = builder.Build();
        app.Run(module.CreateHandler(app.Services));
        return app;
    }
}
