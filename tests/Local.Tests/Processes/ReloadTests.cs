using System.Collections.Concurrent;
using System.Net;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Processes;

public sealed class ReloadTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Upstream _old = null!;
    private Upstream _new = null!;
    private LocalProcess _local = null!;

    public async Task InitializeAsync()
    {
        _old = await Upstream.StartAsync("old");
        _new = await Upstream.StartAsync("new");
        await WriteAsync(Document(_old.Url));
        _local = await LocalProcess.StartAsync("--memory", "--only", "gateway", "--config", _folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _local.DisposeAsync();
        await _new.DisposeAsync();
        await _old.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_served_without_a_dropped_request()
    {
        using var enough = new CancellationTokenSource();
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        var clients = Enumerable.Range(0, 8).Select(_ => LoadAsync(statuses, enough.Token)).ToList();

        await WriteAsync(Document(_new.Url));
        await AnsweredByAsync("new");
        await enough.CancelAsync();
        await Task.WhenAll(clients);

        Assert.Equal([HttpStatusCode.OK], statuses.Keys);
    }

    [Fact]
    public async Task A_mistake_is_reported_and_what_was_served_stays()
    {
        await WriteAsync(Document(_new.Url) + "pth: /b\n");
        await _local.MessageAsync("stays.");

        Assert.Contains(_local.Messages, line => line.StartsWith($"{_folder.File("api.yaml")}:5:", StringComparison.Ordinal));
        Assert.Equal("old", await AnswerAsync());

        await WriteAsync(Document(_new.Url));
        await AnsweredByAsync("new");
    }

    [Fact]
    public async Task A_new_subscription_gets_a_key_that_opens_its_plan()
    {
        const string subscription = "---\nplan: p\napis: [a]\n---\nconsumer: c\n---\nsubscription: s\nconsumer: c\nplan: p\n";
        await WriteAsync(Document(_new.Url).Replace("access: anonymous\n", "", StringComparison.Ordinal) + subscription);
        var key = (await _local.MessageAsync("key of s")).Split(' ')[^1];

        using var answer = await _local.GetAsync("/a/x", key);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_folder_whose_last_file_is_removed_is_reported_and_what_was_served_stays()
    {
        File.Delete(_folder.File("api.yaml"));

        var message = await _local.MessageAsync("stays.");

        Assert.StartsWith($"The folder '{_folder.Path}' has no resource files", message, StringComparison.Ordinal);
        Assert.Equal("old", await AnswerAsync());
    }

    [Fact]
    public async Task A_key_is_shown_when_it_is_new_and_not_at_every_change()
    {
        const string one = "---\nplan: p\napis: [a]\n---\nconsumer: c\n---\nsubscription: one\nconsumer: c\nplan: p\n";
        const string two = "---\nsubscription: two\nconsumer: c\nplan: p\n";
        await WriteAsync(Document(_old.Url) + one);
        await _local.MessageAsync("key of one");

        await WriteAsync(Document(_old.Url) + one + two);
        await _local.MessageAsync("key of two");

        Assert.Single(_local.Messages, line => line.Contains("key of one", StringComparison.Ordinal));
    }

    private static string Document(Uri upstream) => $"api: a\npath: /a\naccess: anonymous\nupstream: [{upstream.AbsoluteUri}]\n";

    private async Task LoadAsync(ConcurrentDictionary<HttpStatusCode, int> statuses, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var answer = await _local.GetAsync("/a/x", null);
            statuses.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
        }
    }

    private async Task AnsweredByAsync(string name)
    {
        while (await AnswerAsync() != name)
        {
            await Task.Yield();
        }
    }

    private async Task<string> AnswerAsync()
    {
        using var answer = await _local.GetAsync("/a/x", null);
        return await answer.Content.ReadAsStringAsync();
    }

    private Task WriteAsync(string document) => File.WriteAllTextAsync(_folder.File("api.yaml"), document);
}
