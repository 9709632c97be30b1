using Microsoft.DurableTask.Client;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

public sealed class DurableSagaRetentionTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task What_ended_thirty_days_ago_is_deleted_however_early_it_was_started()
    {
        await using var client = new FakeClient();
        Add(client, "ended-long-ago", OrchestrationRuntimeStatus.Completed, started: 40, updated: 31);
        Add(client, "ended-lately", OrchestrationRuntimeStatus.Completed, started: 40, updated: 29);
        Add(client, "still-waiting", OrchestrationRuntimeStatus.Running, started: 40, updated: 39);
        var holder = new DurableClientHolder { Client = client };

        var deleted = await new DurableSagaRetention(holder, _clock).RunAsync(CancellationToken.None);

        Assert.Equal(1, deleted);
        Assert.Equal(["ended-lately", "still-waiting"], client.Instances.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(_clock.GetUtcNow().AddDays(-30), client.Query?.CreatedTo);
    }

    private void Add(FakeClient client, string id, OrchestrationRuntimeStatus status, int started, int updated) => client.Instances[id] =
        new OrchestrationMetadata(SagaFunctions.Orchestrator, id)
        {
            RuntimeStatus = status,
            CreatedAt = _clock.GetUtcNow().AddDays(-started),
            LastUpdatedAt = _clock.GetUtcNow().AddDays(-updated),
        };
}
