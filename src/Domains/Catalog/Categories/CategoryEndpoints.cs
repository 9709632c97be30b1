using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Catalog.Categories;

internal static class CategoryEndpoints
{
    public static void MapCategories(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/categories").WithTags("Categories").AfterSeed();

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
            HttpContext context, CategoryStore categories, CancellationToken cancellationToken) =>
            TypedResults.Ok(await categories.ListAsync(context.Caller().Tenant, cancellationToken));

        static async Task<Results<Ok<Category>, ProblemResult>> GetAsync(
            string id, HttpContext context, CategoryStore categories, CancellationToken cancellationToken) =>
            await categories.FindAsync(context.Caller().Tenant, id, cancellationToken) is { } category
                ? TypedResults.Ok(category)
                : new ProblemResult(new Problem(ProblemTypes.ResourceNotFound, "There is no such category; GET /categories lists them."));
    }
}
