using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Patching;
using Tollgate.Platform.Seeding;
using Tollgate.Platform.Trust;

namespace Tollgate.Catalog.Products;

internal static class ProductEndpoints
{
    public const string WriteScope = "catalog.write";

    public static void MapProducts(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/products").WithTags("Products").AfterSeed();
        MapReads(group);
        MapWrites(group);
    }

    private static void MapReads(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync)
            .WithName("listProducts")
            .WithSummary("List or search products")
            .WithDescription("Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 503)
            .RequireAssertion();
        group.MapGet("/{id}", GetAsync)
            .WithName("getProduct")
            .WithSummary("Read a product")
            .WithDescription("With If-None-Match the answer is 304 as long as the product has not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 404, 503)
            .RequireAssertion();

        static async Task<Results<Ok<Page<Product>>, ProblemResult>> ListAsync(
            [AsParameters] ProductQueryText parameters, ProductCatalog products, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await products.ListAsync(context.Caller().Tenant, parameters, cancellationToken);
            if (page is null)
            {
                return new ProblemResult(problem!);
            }

            return context.ShowPage(page);
        }

        static async Task<Results<Ok<Product>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string id, ProductCatalog products, HttpContext context, CancellationToken cancellationToken)
        {
            if (await products.FindAsync(context.Caller().Tenant, id, cancellationToken) is not { } stored)
            {
                return new ProblemResult(ProductCatalog.NotFound);
            }

            return context.ClientHas(stored.Version)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Ok(stored.Product);
        }
    }

    private static void MapWrites(RouteGroupBuilder group)
    {
        group.MapPost("", PostAsync)
            .WithName("createProduct")
            .WithSummary("Add a product")
            .ProducesProblems(400, 401, 403, 409, 413, 415, 503)
            .AcceptIdempotencyKey()
            .RequireScope(WriteScope);
        group.MapPut("/{id}", PutAsync)
            .WithName("replaceProduct")
            .WithSummary("Replace a product")
            .WithDescription("Needs If-Match with the product's ETag.")
            .RequireIfMatch()
            .ProducesProblems(400, 401, 403, 404, 409, 412, 413, 415, 428, 503)
            .AcceptIdempotencyKey()
            .RequireScope(WriteScope);
        group.MapMergePatch<ProductDraft>("/{id}", PatchAsync, WriteScope)
            .WithName("changeProduct")
            .WithSummary("Change members of a product")
            .WithDescription("A JSON merge patch (RFC 7396): null resets a member. Needs If-Match with the product's ETag.")
            .ProducesProblems(400, 401, 403, 404, 409, 412, 413, 415, 428, 503)
            .AcceptIdempotencyKey()
            .RequireIfMatch();
        group.MapDelete("/{id}", DeleteAsync)
            .WithName("deleteProduct")
            .WithSummary("Remove a product")
            .WithDescription("Needs If-Match with the product's ETag.")
            .RequireIfMatch()
            .ProducesProblems(400, 401, 403, 404, 412, 428, 503)
            .AcceptIdempotencyKey()
            .RequireScope(WriteScope);

        static async Task<Results<Created<Product>, ProblemResult>> PostAsync(
            ProductDraft draft, ProductCatalog products, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await products.AddAsync(context.Caller().Tenant, IdempotencyKey.NewId(context, "product").ToString("N"), draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Created(Locations.Below(context.Request, stored.Product.Id), stored.Product);
        }

        static Task<Results<Ok<Product>, ProblemResult>> PutAsync(
            string id, ProductDraft draft, ProductCatalog products, HttpContext context, CancellationToken cancellationToken) =>
            AnswerAsync(context, products.ReplaceAsync(context.Caller().Tenant, id, context.Request, draft, cancellationToken));

        static Task<Results<Ok<Product>, ProblemResult>> PatchAsync(
            string id, JsonElement patch, ProductCatalog products, HttpContext context, CancellationToken cancellationToken) =>
            AnswerAsync(context, products.PatchAsync(context.Caller().Tenant, id, context.Request, patch, cancellationToken));

        static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
            string id, ProductCatalog products, HttpContext context, CancellationToken cancellationToken) =>
            await products.DeleteAsync(context.Caller().Tenant, id, context.Request, cancellationToken) is { } problem
                ? new ProblemResult(problem)
                : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Product>, ProblemResult>> AnswerAsync(
        HttpContext context, ValueTask<(StoredProduct? Stored, Problem? Problem)> change)
    {
        var (stored, problem) = await change;
        if (stored is null)
        {
            return new ProblemResult(problem!);
        }

        context.Response.SetEntityTag(stored.Version);
        return TypedResults.Ok(stored.Product);
    }
}
