using System.Text;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Blobs;

/// <summary>
/// What every blob store does. A subclass opens a store on which <see cref="Container"/> exists and is empty for each test,
/// and <see cref="MissingContainer"/> does not exist.
/// </summary>
public abstract class BlobStoreContract : IAsyncLifetime
{
    protected const string Container = "contract";
    protected const string MissingContainer = "nowhere";

    public static TheoryData<string> AwkwardNames { get; } = new()
    {
        "a", "a/b/c", "a b", "%2e%2e/x", "..a/b", "a..b", "/a", "a//b", "CON", "a:b", "a*?\"<>|", "\u20ac\U0001F600", "~", "lock", new string('n', 1024),
    };

    public static TheoryData<string> ForbiddenNames { get; } = new()
    {
        "", "..", ".", "../x", "a/../../x", "a/..", "a/./b", "a.", "a./b", "a/", "a\\b", "..\\x", "a\0", "a\nb", new string('n', 1025),
    };

    protected IBlobStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    [Fact]
    public async Task A_blob_that_was_never_written_opens_as_nothing() =>
        Assert.Null(await Store.OpenAsync(Container, "a", CancellationToken.None));

    [Fact]
    public async Task A_blob_opens_with_its_content_type_length_and_version()
    {
        var version = await PutAsync("a", "content", BlobCondition.None, "text/plain; charset=utf-8");

        await using var blob = Assert.IsType<BlobContent>(await Store.OpenAsync(Container, "a", CancellationToken.None));
        using var reader = new StreamReader(blob.Stream);
        Assert.Equal("content", await reader.ReadToEndAsync());
        Assert.Equal(("text/plain; charset=utf-8", 7L, version), (blob.ContentType, blob.Length, blob.ETag));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_001)]
    public async Task A_blob_of_any_length_reads_back(int length)
    {
        var content = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();

        await Store.WriteAsync(Container, "a", new MemoryStream(content), "application/octet-stream", BlobCondition.None, CancellationToken.None);

        await using var blob = Assert.IsType<BlobContent>(await Store.OpenAsync(Container, "a", CancellationToken.None));
        using var copy = new MemoryStream();
        await blob.Stream.CopyToAsync(copy);
        Assert.Equal(length, blob.Length);
        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
    }

    [Fact]
    public async Task A_write_replaces_the_blob_whole_and_gives_it_a_new_version()
    {
        var first = await PutAsync("a", "a long content");
        var second = await PutAsync("a", "short");

        Assert.Equal("short", await GetAsync("a"));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_write_on_absence_is_made_once()
    {
        Assert.NotNull(await PutAsync("a", "first", BlobCondition.Absent));

        Assert.Null(await PutAsync("a", "second", BlobCondition.Absent));
        Assert.Equal("first", await GetAsync("a"));
    }

    [Fact]
    public async Task A_write_over_a_version_is_made_while_it_is_stored()
    {
        var first = await PutAsync("a", "first");
        var second = await PutAsync("a", "second", BlobCondition.Match(first!.Value));

        Assert.NotNull(second);
        Assert.Null(await PutAsync("a", "third", BlobCondition.Match(first.Value)));
        Assert.Equal("second", await GetAsync("a"));
    }

    [Fact]
    public async Task A_write_over_a_version_of_a_missing_blob_is_not_made()
    {
        var version = await PutAsync("a", "first");
        await Store.DeleteAsync(Container, "a", CancellationToken.None);

        Assert.Null(await PutAsync("a", "second", BlobCondition.Match(version!.Value)));
        Assert.Null(await PutAsync("a", "second", BlobCondition.Match(ETag.Any)));
        Assert.Null(await GetAsync("a"));
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_a_second_delete_finds_nothing()
    {
        await PutAsync("a", "content");

        Assert.True(await Store.DeleteAsync(Container, "a", CancellationToken.None));
        Assert.False(await Store.DeleteAsync(Container, "a", CancellationToken.None));
        Assert.Null(await GetAsync("a"));
    }

    [Fact]
    public async Task A_reader_keeps_the_content_that_it_opened()
    {
        await PutAsync("a", "old");
        await using var blob = Assert.IsType<BlobContent>(await Store.OpenAsync(Container, "a", CancellationToken.None));

        await PutAsync("a", "new");
        await Store.DeleteAsync(Container, "a", CancellationToken.None);

        using var reader = new StreamReader(blob.Stream);
        Assert.Equal("old", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_listing_has_the_blobs_of_a_prefix_in_ordinal_order()
    {
        foreach (var name in new[] { "b/2", "a", "b/10", "B/1", "b/1", "c" })
        {
            await PutAsync(name, name);
        }

        var listings = await ListAsync("b/");

        Assert.Equal(["b/1", "b/10", "b/2"], listings.Select(listing => listing.Name));
        Assert.Equal([3L, 4L, 3L], listings.Select(listing => listing.Length));
        Assert.All(listings, listing => Assert.NotEqual(default, listing.LastModified));
        Assert.Equal(["B/1", "a", "b/1", "b/10", "b/2", "c"], (await ListAsync("")).Select(listing => listing.Name));
    }

    [Fact]
    public async Task An_empty_container_lists_nothing() => Assert.Empty(await ListAsync(""));

    [Theory]
    [MemberData(nameof(AwkwardNames))]
    public async Task A_name_may_hold_whatever_is_not_forbidden(string name)
    {
        await PutAsync(name, "content");

        Assert.Equal("content", await GetAsync(name));
        Assert.Equal([name], (await ListAsync("")).Select(listing => listing.Name));
        Assert.True(await Store.DeleteAsync(Container, name, CancellationToken.None));
    }

    [Fact]
    public async Task Names_differ_by_case()
    {
        await PutAsync("a", "lower");
        await PutAsync("A", "upper");

        Assert.Equal(("lower", "upper"), (await GetAsync("a"), await GetAsync("A")));
    }

    [Theory]
    [MemberData(nameof(ForbiddenNames))]
    public async Task A_name_that_blob_storage_refuses_is_invalid_everywhere(string name)
    {
        await AssertFaultAsync(BlobFault.Invalid, () => GetAsync(name));
        await AssertFaultAsync(BlobFault.Invalid, () => PutAsync(name, "content"));
        await AssertFaultAsync(BlobFault.Invalid, () => Store.DeleteAsync(Container, name, CancellationToken.None).AsTask());
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Abc")]
    [InlineData("a--b")]
    [InlineData("-ab")]
    [InlineData("ab-")]
    [InlineData("../x")]
    public async Task A_container_name_that_blob_storage_refuses_is_invalid(string container) =>
        await AssertFaultAsync(BlobFault.Invalid, async () => await Store.OpenAsync(container, "a", CancellationToken.None));

    [Fact]
    public async Task A_missing_container_is_named_by_the_fault()
    {
        var exception = await AssertFaultAsync(
            BlobFault.ContainerMissing, async () => await Store.OpenAsync(MissingContainer, "a", CancellationToken.None));

        Assert.Contains(MissingContainer, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_many_simultaneous_writes_on_absence_wins()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => PutAsync("a", $"{i}", BlobCondition.Absent))));

        Assert.Single(versions, version => version is not null);
        Assert.Equal($"{Array.FindIndex(versions, version => version is not null)}", await GetAsync("a"));
    }

    [Fact]
    public async Task Writers_that_race_on_one_blob_lose_no_update()
    {
        await PutAsync("a", "0");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 5;)
            {
                await using var current = Assert.IsType<BlobContent>(await Store.OpenAsync(Container, "a", CancellationToken.None));
                using var reader = new StreamReader(current.Stream);
                var next = $"{int.Parse(await reader.ReadToEndAsync(), null) + 1}";
                done += await PutAsync("a", next, BlobCondition.Match(current.ETag)) is null ? 0 : 1;
            }
        })));

        Assert.Equal("20", await GetAsync("a"));
    }

    [Fact]
    public async Task A_write_whose_source_fails_changes_nothing()
    {
        await PutAsync("a", "old");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.WriteAsync(
            Container, "a", new FailingStream(), "text/plain", BlobCondition.None, CancellationToken.None));

        Assert.Equal("old", await GetAsync("a"));
        Assert.Single(await ListAsync(""));
    }

    protected abstract Task<IBlobStore> OpenAsync();

    protected abstract Task CloseAsync();

    private static async Task<BlobStoreException> AssertFaultAsync(BlobFault fault, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<BlobStoreException>(action);
        Assert.Equal(fault, exception.Fault);
        return exception;
    }

    private Task<ETag?> PutAsync(string name, string content, BlobCondition condition = default, string contentType = "text/plain") =>
        Store.WriteAsync(Container, name, new MemoryStream(Encoding.UTF8.GetBytes(content)), contentType, condition, CancellationToken.None).AsTask();

    private async Task<string?> GetAsync(string name)
    {
        var blob = await Store.OpenAsync(Container, name, CancellationToken.None);
        if (blob is null)
        {
            return null;
        }

        await using (blob)
        {
            using var reader = new StreamReader(blob.Stream);
            return await reader.ReadToEndAsync();
        }
    }

    private async Task<List<BlobListing>> ListAsync(string prefix)
    {
        var listings = new List<BlobListing>();
        await foreach (var listing in Store.ListAsync(Container, prefix, CancellationToken.None))
        {
            listings.Add(listing);
        }

        return listings;
    }

    private sealed class FailingStream : MemoryStream
    {
        public FailingStream()
            : base(new byte[10])
        {
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == 0 ? base.ReadAsync(buffer[..5], cancellationToken) : throw new InvalidOperationException("The source broke.");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The source broke.");
    }
}
