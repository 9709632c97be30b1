using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Telemetry;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Telemetry;

public sealed partial class TelemetryExportTests
{
    [Fact]
    public async Task Spans_metrics_and_logs_arrive_at_the_endpoint()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(receiver.Settings).Build();
        using var source = new ActivitySource("Tollgate.Tests");
        using var meter = new Meter("Tollgate.Tests");

        using (var export = TelemetryExport.Start(configuration, "service-x", "instance-7"))
        await using (var services = new ServiceCollection().AddLogging().AddTollgateTelemetry(export).BuildServiceProvider())
        {
            source.StartActivity("span-of-the-test")?.Dispose();
            meter.CreateCounter<long>("tollgate.tests.things").Add(1);
            LogLine(services.GetRequiredService<ILogger<TelemetryExportTests>>());
        }

        Assert.True(receiver.Has("traces", "span-of-the-test"));
        Assert.True(receiver.Has("metrics", "tollgate.tests.things"));
        Assert.True(receiver.Has("logs", "line-of-the-test"));
        Assert.All(["traces", "metrics", "logs"], signal => Assert.True(receiver.Has(signal, "service-x") && receiver.Has(signal, "instance-7")));
    }

    [Fact]
    public void Without_an_endpoint_nothing_is_exported()
    {
        var configuration = new ConfigurationBuilder().Build();

        using var export = TelemetryExport.Start(configuration, "service-x", "instance-7");

        Assert.Null(export);
        Assert.Empty(new ServiceCollection().AddTollgateTelemetry(export));
    }

    [LoggerMessage(1, LogLevel.Information, "line-of-the-test")]
    private static partial void LogLine(ILogger logger);
}
