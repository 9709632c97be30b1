using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Hosting.Azure.Tests.Dispatching;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Tests.Telemetry;

public sealed partial class AppTelemetryTests
{
    private static readonly ActivitySource Worker = new("Microsoft.Azure.Functions.Worker");
    private static readonly Meter Meter = new("Tollgate.AppTelemetryTests");

    [Fact]
    public async Task What_a_request_sets_off_arrives_under_the_name_of_the_site_and_no_path_with_it()
    {
        await using var receiver = await OtlpReceiver.StartAsync();

        await using (var app = await StartAsync([.. receiver.Settings, new("WEBSITE_SITE_NAME", "func-sample-1")]))
        {
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            await client.GetStringAsync(new Uri("/people/anna-lamm", UriKind.Relative));
        }

        Assert.All(["GET /people/{name}", "http.route", "tollgate.module", "sample", "function Http"], text => Assert.True(receiver.Has("traces", text), text));
        Assert.All(["tollgate.tests.visits", "http.server.request.duration"], text => Assert.True(receiver.Has("metrics", text), text));
        Assert.True(receiver.Has("logs", "Somebody came."));
        Assert.All(["traces", "metrics", "logs"], signal => Assert.True(receiver.Has(signal, "func-sample-1"), signal));
        Assert.All(["traces", "metrics", "logs"], signal => Assert.False(receiver.Has(signal, "anna-lamm"), signal));
    }

    [Fact]
    public void Application_Insights_gets_every_log_and_the_asked_share_of_traces_from_the_identity_of_the_app()
    {
        var options = OptionsWith(
            new("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "ClientId=id-1;Authorization=AAD"),
            new("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            new("OTEL_TRACES_SAMPLER_ARG", "0.25"));

        Assert.Equal(Connection.Value, options.ConnectionString);
        Assert.IsType<ManagedIdentityCredential>(options.Credential);
        Assert.Equal((null, 0.25f), (options.TracesPerSecond, options.SamplingRatio));
        Assert.False(options.EnableTraceBasedLogsSampler);
    }

    [Fact]
    public void Unless_asked_otherwise_it_gets_every_trace_by_the_key_in_the_connection_string()
    {
        var options = OptionsWith();

        Assert.Null(options.Credential);
        Assert.Equal((null, 1f), (options.TracesPerSecond, options.SamplingRatio));
    }

    [Fact]
    public void An_app_in_Azure_does_not_start_blind()
    {
        var exception = Assert.Throws<AzureSettingsException>(() => Builder([]));

        Assert.Contains("'APPLICATIONINSIGHTS_CONNECTION_STRING'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'OTEL_EXPORTER_OTLP_ENDPOINT'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_developers_machine_it_says_once_that_nothing_is_exported()
    {
        var lines = new ConcurrentQueue<string>();
        var builder = Builder([], Environments.Development);
        builder.Logging.AddProvider(new Lines(lines));

        await using var app = builder.Build();
        await app.StartAsync();

        Assert.Single(lines, line => line.StartsWith("No telemetry is exported", StringComparison.Ordinal));
    }

    private static KeyValuePair<string, string?> Connection { get; } = new("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001");

    private static AzureMonitorExporterOptions OptionsWith(params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        using IHost host = Builder([Connection, .. settings]).Build();
        return host.Services.GetRequiredService<IOptions<AzureMonitorExporterOptions>>().Value;
    }

    private static async Task<WebApplication> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var app = Builder(settings).Build();
        app.Run(async context =>
        {
            using (Worker.StartActivity("function Http"))
            {
                await app.Services.GetRequiredService<FunctionsDispatcher>().DispatchAsync(context);
            }
        });
        await app.StartAsync();
        return app;
    }

    private static WebApplicationBuilder Builder(IEnumerable<KeyValuePair<string, string?>> settings, string environment = "Production")
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddModule(new EndpointModule(routes => routes.MapGet("/people/{name}", (HttpContext context, ILoggerFactory loggers) =>
        {
            LogVisit(loggers.CreateLogger("Tollgate.Sample"));
            Meter.CreateCounter<long>("tollgate.tests.visits").Add(1);
            return "";
        })));
        return builder;
    }

    [LoggerMessage(1, LogLevel.Information, "Somebody came.")]
    private static partial void LogVisit(ILogger logger);

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
