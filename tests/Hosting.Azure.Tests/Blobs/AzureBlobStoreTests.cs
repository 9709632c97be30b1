using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Tollgate.Hosting.Azure.Blobs;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using AzureTag = Azure.ETag;
using ETag = Tollgate.Platform.Tables.ETag;

namespace Tollgate.Hosting.Azure.Tests.Blobs;

public sealed class AzureBlobStoreTests
{
    private readonly ScriptedContainer _container = new();
    private readonly AzureBlobStore _store;

    public AzureBlobStoreTests()
    {
        var module = new ModuleInfo("test", [], [new ContainerInfo("things", StorageHome.Own, StorageAccess.Write), new ContainerInfo("shared", StorageHome.Platform, StorageAccess.Read)]);
        _store = new AzureBlobStore(new DeclaredContainers<BlobContainerClient>(module, _ => _container));
    }

    public static TheoryData<int, string, BlobFault> Faults { get; } = new()
    {
        { 404, "ContainerNotFound", BlobFault.ContainerMissing },
        { 409, "ContainerBeingDeleted", BlobFault.ContainerMissing },
        { 400, "InvalidUri", BlobFault.Invalid },
        { 413, "RequestBodyTooLarge", BlobFault.Invalid },
        { 401, "NoAuthenticationInformation", BlobFault.Denied },
        { 403, "AuthorizationPermissionMismatch", BlobFault.Denied },
        { 500, "OperationTimedOut", BlobFault.Unavailable },
        { 503, "ServerBusy", BlobFault.Unavailable },
        { 0, "", BlobFault.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_error_of_the_service_is_a_typed_fault_of_every_operation(int status, string code, BlobFault fault)
    {
        _container.Error = new RequestFailedException(status, "m", code, null);
        Func<Task>[] operations =
        [
            async () => await _store.OpenAsync("things", "a", CancellationToken.None),
            () => WriteAsync(BlobCondition.None),
            async () => await _store.DeleteAsync("things", "a", CancellationToken.None),
        ];

        foreach (var operation in operations)
        {
            var exception = await Assert.ThrowsAsync<BlobStoreException>(operation);

            Assert.Equal(fault, exception.Fault);
            Assert.Contains("things", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_blob_is_no_fault()
    {
        _container.Error = new RequestFailedException(404, "m", "BlobNotFound", null);

        Assert.Null(await _store.OpenAsync("things", "a", CancellationToken.None));
        Assert.False(await _store.DeleteAsync("things", "a", CancellationToken.None));
    }

    [Fact]
    public async Task Conditions_are_sent_as_the_service_knows_them()
    {
        await WriteAsync(BlobCondition.None);
        Assert.Null(_container.Conditions);

        await WriteAsync(BlobCondition.Absent);
        Assert.Equal(AzureTag.All, _container.Conditions?.IfNoneMatch);

        await WriteAsync(BlobCondition.Match(new ETag("v1")));
        Assert.Equal(new AzureTag("v1"), _container.Conditions?.IfMatch);
    }

    [Theory]
    [InlineData(409, "BlobAlreadyExists", true)]
    [InlineData(412, "ConditionNotMet", true)]
    [InlineData(412, "ConditionNotMet", false)]
    public async Task An_unmet_condition_is_a_value(int status, string code, bool absent)
    {
        _container.Error = new RequestFailedException(status, "m", code, null);

        Assert.Null(await WriteAsync(absent ? BlobCondition.Absent : BlobCondition.Match(new ETag("v1"))));
    }

    [Fact]
    public async Task A_write_answers_with_the_new_version() => Assert.Equal(new ETag("v2"), await WriteAsync(BlobCondition.None));

    [Fact]
    public async Task A_source_that_fails_is_the_callers_own_exception()
    {
        _container.Reads = true;

        await Assert.ThrowsAsync<IOException>(
            async () => await _store.WriteAsync("things", "a", new BrokenStream(), "text/plain", BlobCondition.None, CancellationToken.None));
    }

    [Fact]
    public async Task A_container_that_the_module_does_not_declare_is_missing_and_one_that_it_may_read_is_not_written()
    {
        var missing = await Assert.ThrowsAsync<BlobStoreException>(async () => await _store.OpenAsync("others", "a", CancellationToken.None));
        var denied = await Assert.ThrowsAsync<BlobStoreException>(async () => await _store.DeleteAsync("shared", "a", CancellationToken.None));

        Assert.Equal((BlobFault.ContainerMissing, BlobFault.Denied), (missing.Fault, denied.Fault));
    }

    private Task<ETag?> WriteAsync(BlobCondition condition) =>
        _store.WriteAsync("things", "a", new MemoryStream([1]), "text/plain", condition, CancellationToken.None).AsTask();

    private sealed class ScriptedContainer : BlobContainerClient
    {
        public RequestFailedException? Error { get; set; }

        public bool Reads { get; set; }

        public BlobRequestConditions? Conditions { get; set; }

        public override BlobClient GetBlobClient(string blobName) => new ScriptedBlob(this);
    }

    private sealed class ScriptedBlob(ScriptedContainer container) : BlobClient
    {
        public override Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
            BlobDownloadOptions? options = null, CancellationToken cancellationToken = default) => throw container.Error!;

        public override async Task<Response<BlobContentInfo>> UploadAsync(
            Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default)
        {
            container.Conditions = options.Conditions;
            if (container.Reads)
            {
                await content.CopyToAsync(Stream.Null, cancellationToken);
            }

            return container.Error is { } error
                ? throw error
                : Response.FromValue(BlobsModelFactory.BlobContentInfo(new AzureTag("v2"), Answer.Date, null, null, null, null, 0), Answer.Ok);
        }

        public override Task<Response> DeleteAsync(
            DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None,
            BlobRequestConditions? conditions = null,
            CancellationToken cancellationToken = default) => throw container.Error!;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The source broke.");
    }
}
