using Tollgate.Hosting.Embedded;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Demo;
using Tollgate.Local.Keys;
using Tollgate.Local.Modules;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Modules;

namespace Tollgate.Local.Configuration;

/// <summary>Where this run's configuration comes from: the files that the options name, or the data folder's, or the demo in memory.</summary>
internal sealed class ConfigurationSource
{
    private readonly LocalConfiguration _configuration;
    private readonly TextWriter _messages;
    private readonly TimeProvider _clock;
    private readonly ResourceFiles? _files;
    private readonly string _issuer;
    private readonly ConfigurationWatch? _watch;
    private readonly HashSet<DevelopmentKey> _shown = [];

    private ConfigurationSource(LocalConfiguration configuration, ResourceFiles? files, string issuer, TextWriter messages, TimeProvider clock)
    {
        (_configuration, _files, _issuer, _messages, _clock) = (configuration, files, issuer, messages, clock);
        _watch = files is null ? null : new ConfigurationWatch(files, TakeChangeAsync, messages.WriteLine, clock);
    }

    /// <summary>What a person may edit; null for the demo in memory.</summary>
    public string? Path => _files?.Path;

    private string NoFiles => $"The folder '{Path}' has no resource files: put one there, with a name that ends in .yaml, .yml or .json.";

    /// <summary>Finds the files, and seeds the data folder with a demo where there are none yet.</summary>
    /// <exception cref="IOException">The files can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static ConfigurationSource Open(LocalOptions options, string issuer, EmbeddedStorage storage, HostInfo host, TextWriter messages, TimeProvider clock)
    {
        var (tables, blobs) = (storage.TablesFor(HostAccess.Info), storage.BlobsFor(HostAccess.Info));
        var reader = new ConfigurationReader(tables, blobs);
        var keys = new DevelopmentKeys(new CredentialStore(tables, reader, clock), storage.Secrets, host.Environment);
        var mark = new AppliedMark(options.Memory ? null : System.IO.Path.Combine(options.DataFolder, "applied"));
        var configuration = new LocalConfiguration(new ConfigurationStore(tables, blobs, clock), reader, keys, mark);
        return new ConfigurationSource(configuration, FindFiles(options, issuer), issuer, messages, clock);
    }

    /// <summary>Applies what the files say now.</summary>
    /// <returns>The keys that open it; null after mistakes, which have been reported.</returns>
    public async Task<IReadOnlyList<DevelopmentKey>?> LoadAsync(CancellationToken cancellationToken)
    {
        _watch?.Start();
        var files = _files?.Read() ?? [DemoConfiguration.Read(_issuer)];
        if (files.Count == 0)
        {
            _messages.WriteLine(NoFiles);
            return null;
        }

        var served = await _configuration.ApplyAsync(files, cancellationToken);
        Report(served);
        _shown.UnionWith(served.Keys);
        return served.Errors.Count == 0 ? served.Keys : null;
    }

    /// <summary>Applies changes of the files until it is cancelled.</summary>
    public Task WatchAsync(CancellationToken cancellationToken) =>
        _watch?.RunAsync(cancellationToken) ?? Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);

    private static ResourceFiles? FindFiles(LocalOptions options, string issuer)
    {
        if (options.ConfigPath is { } path)
        {
            return System.IO.Path.Exists(path) ? new ResourceFiles(path) : throw new FileNotFoundException($"There is no file or folder '{path}'.");
        }

        if (options.Memory)
        {
            return null;
        }

        var folder = System.IO.Path.Combine(options.DataFolder, "config");
        DemoConfiguration.Seed(folder, issuer);
        return new ResourceFiles(folder);
    }

    private async Task TakeChangeAsync(IReadOnlyList<ConfigurationFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            _messages.WriteLine($"{NoFiles} What was served before stays.");
            return;
        }

        var served = await _configuration.ApplyAsync(files, cancellationToken);
        Report(served);
        if (served.Errors.Count > 0)
        {
            _messages.WriteLine($"Revision {served.Revision} of the configuration stays.");
            return;
        }

        _messages.WriteLine($"Revision {served.Revision} of the configuration is served.");
        foreach (var key in served.Keys.Where(_shown.Add))
        {
            _messages.WriteLine($"  key of {key.Subscription}  {key.Key}");
        }
    }

    private void Report(ServedConfiguration served)
    {
        foreach (var error in served.Errors)
        {
            _messages.WriteLine(error);
        }

        foreach (var warning in served.Warnings)
        {
            _messages.WriteLine($"{warning} (a warning)");
        }
    }
}
