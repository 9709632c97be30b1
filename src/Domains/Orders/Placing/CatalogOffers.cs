using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Trust;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Placing;

/// <summary>Asks the catalog what it offers at the moment.</summary>
internal sealed class CatalogOffers([FromKeyedServices("catalog")] ServiceClient catalog)
{
    // An order of fifty products must not take the whole catalog for itself.
    private const int Parallelism = 8;

    private static readonly string[] Scopes = ["catalog.read"];

    /// <summary>The offers by product; a product that the catalog doesn't have is missing.</summary>
    /// <exception cref="ServiceUnavailableException">The catalog can't be asked.</exception>
    public async ValueTask<IReadOnlyDictionary<string, Offer>> FindAsync(
        string tenant, string consumer, IReadOnlyList<string> products, CancellationToken cancellationToken)
    {
        var subject = new AssertionSubject(consumer, tenant, Scopes);
        var offers = new Offer?[products.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, products.Count, options, async (index, token) => offers[index] = await FindAsync(subject, products[index], token));
        return products.Zip(offers).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
    }

    private async ValueTask<Offer?> FindAsync(AssertionSubject subject, string product, CancellationToken cancellationToken)
    {
        var answer = await catalog.SendAsync(
            HttpMethod.Get, "/products/" + Uri.EscapeDataString(product), body: null, subject, idempotencyKey: null, cancellationToken);
        if (answer.Status is 404)
        {
            return null;
        }

        var read = answer.Read<ProductAnswer>();
        return new Offer(read.Name, read.Price, read.Status == "active");
    }

    private sealed record ProductAnswer(string Name, Money Price, string Status);
}
