using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

public sealed class OwnerLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private int _expired;

    public OwnerLeaseTests() => _storage = EmbeddedStorage.OpenInMemory(_clock);

    private ITableStore Tables => _storage.TablesFor(TableSagaHost.Module);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    [Fact]
    public async Task A_lease_whose_timer_fires_early_expires_when_its_time_has_come_and_not_before()
    {
        var timers = new ManualClock();
        using var lease = new OwnerLease(Tables, new HastyTimers(_clock, timers), Life, () => _expired++);
        await lease.RenewAsync(CancellationToken.None);

        _clock.Advance(Life * 0.75 - TimeSpan.FromMilliseconds(0.4));
        timers.Advance(Life * 0.75);
        var early = (lease.IsValid, _expired);
        _clock.Advance(TimeSpan.FromMilliseconds(0.4));
        timers.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((true, 0), early);
        Assert.Equal((false, 1), (lease.IsValid, _expired));
    }

    [Fact]
    public async Task A_renewal_that_lands_when_the_lease_has_ended_goes_on_under_another_name()
    {
        var slow = new SlowTables(Tables, _clock);
        using var lease = new OwnerLease(slow, _clock, Life, () => _expired++);
        await lease.RenewAsync(CancellationToken.None);
        var before = lease.Owner;
        _clock.Advance(Life * 0.6);

        slow.WriteTime = Life * 0.4;
        var held = await lease.RenewAsync(CancellationToken.None);

        Assert.False(held);
        Assert.True(lease.IsValid);
        Assert.False(lease.Holds(before));
        Assert.Equal((false, true), (await IsAliveAsync(before), await IsAliveAsync(lease.Owner)));
    }

    [Fact]
    public async Task A_renewal_that_lands_before_the_lease_ends_keeps_the_name()
    {
        var slow = new SlowTables(Tables, _clock);
        using var lease = new OwnerLease(slow, _clock, Life, () => _expired++);
        await lease.RenewAsync(CancellationToken.None);
        var before = lease.Owner;
        _clock.Advance(Life * 0.6);

        slow.WriteTime = Life * 0.3;
        var held = await lease.RenewAsync(CancellationToken.None);

        Assert.True(held);
        Assert.True(lease.Holds(before));
        Assert.True(await IsAliveAsync(before));
    }

    private async Task<bool> IsAliveAsync(string owner)
    {
        var (row, storeTime) = await Tables.ReadAsync(SagaRows.Table, SagaRows.Owner(owner), CancellationToken.None);
        return OwnerLease.IsAlive(row, storeTime);
    }
}
