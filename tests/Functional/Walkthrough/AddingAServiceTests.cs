using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Functional.Pipeline;
using Tollgate.Platform.Events;
using Tollgate.Testing;

namespace Tollgate.Functional.Walkthrough;

public sealed class AddingAServiceTests
{
    private const string Access = """
        ---
        plan: all
        apis: [reviews]
        ---
        consumer: shop
        ---
        subscription: shop
        consumer: shop
        plan: all
        scopes: [reviews.write]
        """;

    private const string Review =
        """{"product":"0199c1f0a3b27d2f9a60c5d7e8f01234","author":"0199c1f0a3b27d2f9a60c5d7e8f0aaaa","stars":5,"text":"Holds coffee."}""";

    [Fact]
    public async Task The_service_of_the_page_is_built_routed_and_hears_of_events()
    {
        using var written = await WrittenService.WriteAsync();
        var module = await written.BuildAsync();
        var clock = new ManualClock();
        await using var gateway = await GatewayHost.StartAsync(written.Block("yaml") + Access, clock);
        await using var reviews = await ServiceHost.StartAsync(module, gateway.Storage, clock);
        var posted = new EventObserver("reviews.review-posted.v1");
        await using var observer = await ServiceHost.StartAsync(posted, gateway.Storage, clock);
        await reviews.RegisterAsync();
        clock.Advance(TimeSpan.FromSeconds(3));
        gateway.Client.DefaultRequestHeaders.Add("X-Api-Key", await gateway.IssueKeyAsync("shop"));

        using var response = await gateway.Client.SendAsync("POST", "/reviews/v1/reviews", Review, key: "a");
        using var again = await gateway.Client.SendAsync("POST", "/reviews/v1/reviews", Review, key: "a");
        var path = new Uri(new Uri(gateway.Url, "/reviews/v1/reviews"), response.Headers.Location!);
        using var read = await gateway.Client.GetAsync(path);
        var told = await posted.NextAsync();
        await observer.Services.GetRequiredService<IEventBus>().PublishAsync([Erased(clock.GetUtcNow())], CancellationToken.None);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK), (response.StatusCode, again.StatusCode, read.StatusCode));
        Assert.Equal(await response.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(5, told.Data.GetProperty("stars").GetInt32());
        await GoneAsync(gateway.Client, path);
    }

    private static CloudEvent Erased(DateTimeOffset time) => new()
    {
        Id = "1",
        Source = "/customers",
        Type = "customers.customer-erased.v1",
        Subject = "0199c1f0a3b27d2f9a60c5d7e8f0aaaa",
        Tenant = "default",
        Time = time,
        Data = JsonSerializer.SerializeToElement(new { customerId = "0199c1f0a3b27d2f9a60c5d7e8f0aaaa" }),
    };

    // The event is on its way: ask until it has arrived.
    private static async Task GoneAsync(HttpClient client, Uri path)
    {
        while (true)
        {
            using var read = await client.GetAsync(path);
            if (read.StatusCode is HttpStatusCode.NotFound)
            {
                return;
            }

            await Task.Yield();
        }
    }
}
