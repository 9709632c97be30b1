using Tollgate.Contracts.Secrets;
using Tollgate.Platform.Secrets;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Secrets;

public sealed class FileSecretStoreContractTests : SecretStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    public void Dispose() => _folder.Dispose();

    protected override Task<ISecretStore> OpenAsync()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        return Task.FromResult(_storage.Secrets);
    }

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}

public sealed class MemorySecretStoreContractTests : SecretStoreContract
{
    private readonly EmbeddedStorage _storage = EmbeddedStorage.OpenInMemory(new ManualClock());

    protected override Task<ISecretStore> OpenAsync() => Task.FromResult(_storage.Secrets);

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}
