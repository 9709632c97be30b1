using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Gateway.Recording;
using Tollgate.Platform.Telemetry;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Recording;

public sealed class AccessLogRecordTests
{
    private static readonly AccessLogRecord Record = new()
    {
        Time = new DateTimeOffset(2030, 1, 1, 13, 0, 0, TimeSpan.FromHours(1)),
        RequestId = "r-1",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        Method = "GET",
        Host = "a.example",
        Protocol = "HTTP/1.1",
        Status = 200,
        BytesOut = 5_000_000_000,
        Duration = TimeSpan.FromMicroseconds(12_345_678_901.7),
        UpstreamTime = TimeSpan.FromMicroseconds(12_345_678_400),
        UserAgent = "a \"quoted\"\nline",
        ColdStart = true,
        Instance = "i-1",
    };

    [Fact]
    public void A_record_becomes_a_JSON_object_without_the_fields_that_have_no_value()
    {
        var json = Written();

        Assert.Equal(
            """
            {"time":"2030-01-01T12:00:00.0000000Z","requestId":"r-1","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","method":"GET","host":"a.example","protocol":"HTTP/1.1","status":200,"userAgent":"a \"quoted\"\nline","bytesIn":0,"bytesOut":5000000000,"durationMs":12345678.901,"gatewayMs":0.501,"upstreamMs":12345678.400,"ttfbMs":0.000,"attempts":0,"revision":0,"coldStart":true,"instanceId":"i-1"}

            """,
            json);
    }

    [Fact]
    public void As_a_list_of_named_values_it_says_the_same()
    {
        var written = JsonDocument.Parse(Written()).RootElement.EnumerateObject().Select(member => member.Name);

        Assert.Equal(written, Record.Where(field => field.Value is not null).Select(field => field.Key));
        Assert.Equal(0.502, Record.Single(field => field.Key == "gatewayMs").Value);
    }

    [Fact]
    public async Task A_collector_gets_it_as_named_values_although_other_information_stays()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(receiver.Settings).Build();

        using (var export = TelemetryExport.Start(configuration, "gateway", "i-1"))
        await using (var services = new ServiceCollection().AddLogging().AddTollgateTelemetry(export).BuildServiceProvider())
        {
            var loggers = services.GetRequiredService<ILoggerFactory>();
            loggers.CreateLogger(AccessLog.Category).Log(LogLevel.Information, new EventId(1300, "Access"), Record, null, static (record, _) => record.ToString());
            loggers.CreateLogger("Azure.Core").Log(LogLevel.Information, default, "of-no-interest", null, static (text, _) => text);
        }

        Assert.All(["GET - 200", "requestId", "r-1", "gatewayMs"], text => Assert.True(receiver.Has("logs", text), text));
        Assert.False(receiver.Has("logs", "of-no-interest"));
    }

    private static string Written()
    {
        var line = new JsonLine(null);
        Record.WriteMembers(ref line);
        return Encoding.UTF8.GetString(line.End());
    }
}
