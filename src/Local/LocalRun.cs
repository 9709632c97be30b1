using Tollgate.Gateway;
using Tollgate.Hosting.Embedded;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Configuration;
using Tollgate.Local.Identity;
using Tollgate.Local.Keys;
using Tollgate.Local.Listening;
using Tollgate.Local.Logs;
using Tollgate.Local.Modules;
using Tollgate.Local.Reporting;
using Tollgate.Platform;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Networks;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Local;

/// <summary>One run of the process, from its options to its exit code.</summary>
internal sealed class LocalRun(LocalOptions options, string version, TextWriter output, TextWriter messages, TimeProvider clock)
{
    private const string Environment = "dev";

    /// <returns>0 after a signal, 1 when it can't run.</returns>
    public async Task<int> RunAsync(StopSignals signals)
    {
        using var ports = new LocalPorts();
        try
        {
            if (ports.TakeAll(options) is { } busy)
            {
                messages.WriteLine(busy);
                return 1;
            }

            return await RunAsync(ports, signals) ? 0 : 1;
        }
        catch (Exception exception) when (exception is EmbeddedStorageException or TableStoreException or BlobStoreException or SecretStoreException)
        {
            messages.WriteLine(exception.Message);
            return 1;
        }
        catch (InvalidDataException exception)
        {
            messages.WriteLine($"The data folder '{options.DataFolder}' is damaged: {exception.Message} Restore a copy of it, or start afresh with --reset.");
            return 1;
        }
        catch (FileNotFoundException exception)
        {
            messages.WriteLine($"{exception.Message} --help lists the options.");
            return 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            messages.WriteLine($"{exception.Message} Give this user access, or name another place: --help lists the options.");
            return 1;
        }
        catch (OperationCanceledException) when (signals.Drain.IsCancellationRequested)
        {
            return 0;
        }
    }

    private async Task<bool> RunAsync(LocalPorts ports, StopSignals signals)
    {
        var settings = Settings();
        if (!NetworkSet.TryParse(settings[GatewayModule.TrustedProxiesKey] ?? "", out _, out var fault))
        {
            messages.WriteLine($"The environment variable Edge__TrustedProxies: {fault}.");
            return false;
        }

        if (options.Reset)
        {
            EmbeddedStorage.Reset(options.DataFolder);
        }

        var host = new HostInfo(ProcessName.New(), Environment, HostCapabilities.Kestrel);
        await using var storage = options.Memory ? EmbeddedStorage.OpenInMemory(clock) : EmbeddedStorage.Open(options.DataFolder, clock);
        await using var logging = LocalLogging.Open(options, messages, clock);
        using var telemetry = TelemetryExport.Start(settings, "tollgate", host.InstanceId);
        var source = options.Runs(LocalModule.Gateway) ? ConfigurationSource.Open(options, ports.IssuerOf(options), storage, host, messages, clock) : null;

        // Beside the making of the modules: both are mostly compilation, and a start is quick when it uses two cores.
        var loading = Task.Run(() => source?.LoadAsync(signals.Drain) ?? Task.FromResult<IReadOnlyList<DevelopmentKey>?>([]), CancellationToken.None);
        var events = new TableEventBus(storage.TablesFor(HostAccess.Info), clock);
        var shared = new SharedParts(storage, events, host, settings, logging, telemetry, clock);
        await using var modules = MakeModules(ports, shared);
        if (await loading is not { } keys)
        {
            return false;
        }

        var client = options.Runs(LocalModule.Identity) ? await DevelopmentClient.EnsureAsync(storage.Secrets, signals.Drain) : null;
        await modules.StartAsync(signals.Drain);
        Announce(modules.Services, source, keys, client);
        var retention = PlatformRetention.Jobs(storage.TablesFor(HostAccess.Info), storage.BlobsFor(HostAccess.Info));
        var jobs = new DailyJobs(() => modules.Jobs.Concat(retention), clock, logging.Own).RunAsync(signals.Drain);
        await WatchAsync(source, signals.Drain);
        await jobs;
        await modules.StopAsync(signals.Abort);
        return true;
    }

    private IConfigurationRoot Settings()
    {
        var builder = new ConfigurationBuilder().AddEnvironmentVariables();
        return options.TrustedProxies is { } proxies
            ? builder.AddInMemoryCollection([new(GatewayModule.TrustedProxiesKey, proxies)]).Build()
            : builder.Build();
    }

    private LocalHost MakeModules(LocalPorts ports, SharedParts shared)
    {
        var servers = LocalModule.All.Where(module => options.Runs(module.Name)).Select(module => ModuleServer.Create(module.Create(), ports[module], shared));
        return new LocalHost(shared, [.. servers]);
    }

    private void Announce(IReadOnlyList<RunningService> services, ConfigurationSource? source, IReadOnlyList<DevelopmentKey> keys, DevelopmentClient? client)
    {
        if (options.ReadyJson)
        {
            output.WriteLine(ReadyLine.Of(services, keys, client));
            output.Flush();
            return;
        }

        List<(string Name, string Value)> facts = [("state", options.Memory ? "in memory, gone at the end" : Path.GetFullPath(options.DataFolder))];
        if (source is not null)
        {
            facts.Add(("configuration", source.Path is { } path ? $"{path}, applied whenever it changes" : "the demo"));
        }

        if (client is not null)
        {
            facts.Add(($"client {DevelopmentClient.Id}", client.Secret));
        }

        StartReport.Write(output, version, services, facts, keys);
    }

    private async Task WatchAsync(ConfigurationSource? source, CancellationToken until)
    {
        try
        {
            await (source?.WatchAsync(until) ?? Task.Delay(Timeout.InfiniteTimeSpan, clock, until));
        }
        catch (OperationCanceledException)
        {
            messages.WriteLine("Stopping: waiting for requests in flight; again to stop at once.");
        }
    }
}
