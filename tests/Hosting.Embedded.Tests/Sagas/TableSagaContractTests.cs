using Tollgate.Contracts.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

public sealed class TableSagaContractTests : SagaRuntimeContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStorage _storage;

    public TableSagaContractTests() => _storage = EmbeddedStorage.Open(_folder.Path, Clock);

    public void Dispose() => _folder.Dispose();

    // No test here moves the clock far while a step runs, which would give it up.
    protected override async Task<SagaHost> OpenAsync(SagaService service) => await TableSagaHost.StartAsync(
        _storage.TablesFor(TableSagaHost.Module), Clock, service, new SagaRunnerOptions());

    protected override Task PassUntilOwnedAsync(SagaHost host) => PassAsync(host, 12);

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}

/// <summary>The same with instances that leave the memory whenever they wait.</summary>
public sealed class CrowdedTableSagaContractTests : SagaRuntimeContract
{
    private readonly EmbeddedStorage _storage;

    public CrowdedTableSagaContractTests() => _storage = EmbeddedStorage.OpenInMemory(Clock);

    protected override async Task<SagaHost> OpenAsync(SagaService service) => await TableSagaHost.StartAsync(
        _storage.TablesFor(TableSagaHost.Module), Clock, service, new SagaRunnerOptions { MaxWaiting = 0 });

    protected override Task PassUntilOwnedAsync(SagaHost host) => PassAsync(host, 12);

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}
