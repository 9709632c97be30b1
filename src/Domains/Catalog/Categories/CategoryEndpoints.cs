using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Catalog.Seed;
using Tollgate.Platform.Http;
using Tollgate.Platform.Trust;

namespace Tollgate.Catalog.Categories;

internal static class CategoryEndpoints
{
    public static void MapCategories(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/categories").WithTags("Categories");

        group.MapGet("", ListAsync)
            .WithName("listCategories")
            .WithSummary("List all categories")
            .ProducesProblems(401, 503)
            .RequireAssertion();
        group.MapGet("/{id}", GetAsync)
            .WithName("getCategory")
            .WithSummary("Read a category")
            .ProducesProblems(401, 404, 503)
            .RequireAssertion();

        static async Task<Ok<CategoryList>> ListAsync(
            HttpContext context, CategoryStore categories, CatalogSeed seed, CancellationToken cancellationToken)
        {
            await seed.EnsureAsync(cancellationToken);
            return TypedResults.Ok(await categories.ListAsync(context.Caller().Tenant, cancellationToken));
        }

        static async Task<Results<Ok<Category>, ProblemResult>> GetAsync(
            string id, HttpContext context, CategoryStore categories, CatalogSeed seed, CancellationToken cancellationToken)
        {
            await seed.EnsureAsync(cancellationToken);
            return await categories.FindAsync(context.Caller().Tenant, id, cancellationToken) is { } category
                ? TypedResults.Ok(category)
                : new ProblemResult(new Problem(ProblemTypes.ResourceNotFound, "There is no such category; GET /categories lists them."));
        }
    }
}
