using System.Text;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Services;

public abstract partial class ServiceContract
{
    /// <summary>
    /// Makes things that hostile requests then go to, and returns their paths by template: <c>/products/{id}</c>. What follows from a planted path, such as
    /// <c>/products/{id}/prices</c>, goes below it. None unless a service says so: then requests reach only what comes before the look for the thing.
    /// </summary>
    protected virtual Task<IReadOnlyDictionary<string, string>> PlantAsync(ServiceHost service, HttpClient writer) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    [Fact]
    public async Task Whatever_the_description_forbids_is_refused_as_a_problem_and_changes_nothing()
    {
        using var writer = await _service.WriterAsync();
        var planted = await PlantAsync(_service, writer);
        var before = await StateAsync();

        var complaints = new List<string>();
        var requests = new HostileRequests(_read.Document!, planted).All().ToList();
        foreach (var request in requests)
        {
            using var response = await SendAsync(writer, request);
            if (await ComplaintAsync(response) is { } complaint)
            {
                complaints.Add($"{request}: {complaint}");
            }
        }

        Assert.NotEmpty(requests);
        Assert.Empty(complaints);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task What_belongs_to_a_tenant_does_not_exist_for_another()
    {
        using var owner = await _service.WriterAsync();
        var planted = await PlantAsync(_service, owner);
        var before = await StateAsync("default");
        using var other = await _service.WriterAsync("other");

        // Reads first: where clients choose ids, a change makes a thing of the other tenant's own.
        foreach (var request in new HostileRequests(_read.Document!, planted).OnPlanted().OrderBy(request => request.Method != HttpMethod.Get))
        {
            using var response = await SendAsync(other, request);

            Assert.True((int)response.StatusCode < 500, $"{request}: {response.StatusCode}");
            if (request.Method == HttpMethod.Get)
            {
                await response.ProblemAsync(404, "resource-not-found");
            }
        }

        Assert.Equal(before, await StateAsync("default"));
    }

    [Fact]
    public async Task While_the_store_is_down_every_operation_answers_503_at_most()
    {
        using var warm = await _service.WriterAsync();
        var planted = await PlantAsync(_service, warm);
        _service.Tables.Fault = TableFault.Unavailable;

        foreach (var request in new HostileRequests(_read.Document!, planted).OnPlanted())
        {
            using var response = await SendAsync(warm, request);

            await response.ProblemAsync();
            Assert.True((int)response.StatusCode is 503 or (>= 400 and < 500), $"{request}: {response.StatusCode}");
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HostileRequest request) =>
        client.SendAsync(request.Method.Method, request.Path, request.Body, request.Type, request.IfMatch, key: request.Key);

    private static async Task<string?> ComplaintAsync(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is < 400 or >= 500)
        {
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }

        await response.ProblemAsync();
        return null;
    }

    // Every row of the module's own tables with its version. Answers kept for keys, and notes on what is to be sent, are no effects.
    private async Task<string> StateAsync(string tenant = "")
    {
        var state = new StringBuilder();
        foreach (var table in module.Info.Tables.Where(table => table is { Home: StorageHome.Own, Access: StorageAccess.Write } && !table.Name.EndsWith("Idempotency", StringComparison.Ordinal) && table.Name != "outbox"))
        {
            await foreach (var row in _service.Tables.QueryAllAsync(table.Name, TableQuery.Partitions(null, null), CancellationToken.None))
            {
                if (row.Key.Partition.StartsWith(tenant, StringComparison.Ordinal))
                {
                    state.AppendLine($"{table.Name} {row.Key} {row.ETag}");
                }
            }
        }

        return state.ToString();
    }
}
