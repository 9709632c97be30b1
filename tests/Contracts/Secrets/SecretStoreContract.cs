using Tollgate.Platform.Secrets;

namespace Tollgate.Contracts.Secrets;

/// <summary>What every secret store does. A subclass opens a store that is empty for each test.</summary>
public abstract class SecretStoreContract : IAsyncLifetime
{
    protected ISecretStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    [Fact]
    public async Task A_secret_that_was_never_set_reads_as_nothing() =>
        Assert.Null(await Store.GetAsync("name", null, CancellationToken.None));

    [Theory]
    [InlineData("")]
    [InlineData("value")]
    [InlineData("quotes \" and \\ and \n and \U0001F600")]
    public async Task A_secret_reads_back_as_it_was_set(string value)
    {
        var set = await SetAsync("Name-1", value);

        var stored = await Store.GetAsync("Name-1", null, CancellationToken.None);
        Assert.Equal(set, stored);
        Assert.Equal(("Name-1", value), (set.Name, set.Value));
        Assert.Matches("^[0-9a-f]{32}$", set.Version);
        Assert.NotEqual(default, set.CreatedAt);
    }

    [Fact]
    public async Task Setting_a_secret_again_adds_a_version_and_keeps_the_old_one()
    {
        var first = await SetAsync("name", "first");
        var second = await SetAsync("name", "second");

        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(second, await Store.GetAsync("name", null, CancellationToken.None));
        Assert.Equal(first, await Store.GetAsync("name", first.Version, CancellationToken.None));
    }

    [Fact]
    public async Task Setting_an_equal_value_adds_a_version()
    {
        var first = await SetAsync("name", "value");

        Assert.NotEqual(first.Version, (await SetAsync("name", "value")).Version);
    }

    [Fact]
    public async Task A_version_that_was_never_given_reads_as_nothing()
    {
        await SetAsync("name", "value");

        Assert.Null(await Store.GetAsync("name", new string('0', 32), CancellationToken.None));
    }

    [Fact]
    public async Task Names_are_compared_without_case_and_keep_their_first_form()
    {
        await SetAsync("Name", "first");
        var second = await SetAsync("NAME", "second");

        Assert.Equal("Name", second.Name);
        Assert.Equal(second, await Store.GetAsync("name", null, CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_secret_is_gone_with_all_its_versions()
    {
        var first = await SetAsync("name", "first");
        await SetAsync("name", "second");

        Assert.True(await Store.DeleteAsync("Name", CancellationToken.None));
        Assert.False(await Store.DeleteAsync("name", CancellationToken.None));
        Assert.Null(await Store.GetAsync("name", null, CancellationToken.None));
        Assert.Null(await Store.GetAsync("name", first.Version, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a_b")]
    [InlineData("../a")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public async Task A_name_that_key_vault_refuses_is_invalid(string name)
    {
        await Assert.ThrowsAsync<SecretStoreException>(async () => await Store.GetAsync(name, null, CancellationToken.None));
        await Assert.ThrowsAsync<SecretStoreException>(async () => await SetAsync(name, "value"));
        await Assert.ThrowsAsync<SecretStoreException>(async () => await Store.DeleteAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task A_name_has_at_most_127_characters()
    {
        await SetAsync(new string('n', 127), "value");

        await Assert.ThrowsAsync<SecretStoreException>(() => SetAsync(new string('n', 128), "value"));
    }

    [Fact]
    public async Task A_value_has_at_most_25_kibibytes_and_no_message_shows_it()
    {
        await SetAsync("name", new string('v', 25 * 1024));

        var exception = await Assert.ThrowsAsync<SecretStoreException>(() => SetAsync("name", new string('v', (25 * 1024) + 1)));
        Assert.DoesNotContain("vvv", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_form_of_a_secret_does_not_show_its_value()
    {
        var secret = await SetAsync("name", "hidden");

        Assert.DoesNotContain("hidden", $"{secret}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_are_set_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => SetAsync($"name-{i}", $"{i}"))));

        for (var i = 0; i < 16; i++)
        {
            Assert.Equal($"{i}", (await Store.GetAsync($"name-{i}", null, CancellationToken.None))?.Value);
        }
    }

    protected abstract Task<ISecretStore> OpenAsync();

    protected abstract Task CloseAsync();

    private Task<Secret> SetAsync(string name, string value) => Store.SetAsync(name, value, CancellationToken.None).AsTask();
}
