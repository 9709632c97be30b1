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

    // The lease is long, so that moving the clock never ends it on the way.
    protected override async Task<SagaHost> OpenAsync(SagaService service) => await TableSagaHost.StartAsync(
        _storage.TablesFor(TableSagaHost.Module), Clock, service, new SagaRunnerOptions { Lease = TimeSpan.FromDays(1000) });

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}

/// <summary>The same with instances that leave the memory whenever they wait.</summary>
public sealed class CrowdedTableSagaContractTests : SagaRuntimeContract
{
    private readonly EmbeddedStorage _storage;

    public CrowdedTableSagaContractTests() => _storage = EmbeddedStorage.OpenInMemory(Clock);

    protected override async Task<SagaHost> OpenAsync(SagaService service) => await TableSagaHost.StartAsync(
        _storage.TablesFor(TableSagaHost.Module), Clock, service, new SagaRunnerOptions { Lease = TimeSpan.FromDays(1000), MaxWaiting = 0 });

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}
