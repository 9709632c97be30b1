using System.Text;
using Tollgate.Local.Configuration;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Configuration;

public sealed class ConfigurationWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _applied = [];
    private readonly List<string> _reports = [];
    private readonly ConfigurationWatch _watch;
    private Exception? _failure;

    public ConfigurationWatchTests()
    {
        Write("a.yaml", "one");
        _watch = new ConfigurationWatch(new ResourceFiles(_folder.Path), ApplyAsync, _reports.Add, new ManualClock());
        _watch.Start();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_that_do_not_change_are_left_alone()
    {
        await LookAsync(3);

        Assert.Empty(_applied);
    }

    [Fact]
    public async Task A_change_is_applied_once_it_has_kept_still_for_one_look()
    {
        Write("a.yaml", "one, half written");
        await LookAsync(1);
        Write("a.yaml", "one, wholly written");
        await LookAsync(1);
        Assert.Empty(_applied);

        await LookAsync(3);

        Assert.Equal(["one, wholly written"], _applied);
    }

    [Fact]
    public async Task Files_that_come_and_go_are_changes_and_other_files_are_not()
    {
        Write("notes.txt", "x");
        Write(".a.yaml.swp", "x");
        await LookAsync(2);
        Assert.Empty(_applied);

        Directory.CreateDirectory(_folder.File("more"));
        Write("more/b.json", "two");
        await LookAsync(2);
        File.Delete(_folder.File("a.yaml"));
        await LookAsync(2);

        Assert.Equal(["one+two", "two"], _applied);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_reported_once()
    {
        var file = _folder.File("a.yaml");
        var watch = new ConfigurationWatch(new ResourceFiles(file), ApplyAsync, _reports.Add, new ManualClock());
        watch.Start();

        File.Delete(file);
        for (var i = 0; i < 4; i++)
        {
            await watch.LookAsync(CancellationToken.None);
        }

        Assert.Empty(_applied);
        Assert.StartsWith($"{file} can't be read; what was served before stays: ", Assert.Single(_reports), StringComparison.Ordinal);
    }

    public static TheoryData<Exception> Failures =>
    [
        new TableStoreException(TableFault.Unavailable, "no luck"), new InvalidDataException("no luck"), new InvalidOperationException("no luck"),
        new IOException("no luck"),
    ];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_change_that_cannot_be_applied_is_reported_once_and_tried_until_it_can(Exception failure)
    {
        Write("a.yaml", "changed");
        _failure = failure;
        await LookAsync(4);
        Assert.Empty(_applied);

        _failure = null;
        await LookAsync(2);

        Assert.Equal(["changed"], _applied);
        Assert.Contains("no luck", Assert.Single(_reports), StringComparison.Ordinal);
    }

    private Task ApplyAsync(IReadOnlyList<ConfigurationFile> files, CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        _applied.Add(string.Join('+', files.Select(file => Encoding.UTF8.GetString(file.Content.Span))));
        return Task.CompletedTask;
    }

    private async Task LookAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _watch.LookAsync(CancellationToken.None);
        }
    }

    private void Write(string name, string content) => File.WriteAllText(_folder.File(name), content);
}
