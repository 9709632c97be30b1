using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Trust;

namespace Tollgate.Catalog.Products;

internal static class ProductEndpoints
{
    public const string WriteScope = "catalog.write";

    private const string MergePatchType = "application/merge-patch+json";

    // RFC 5789 section 2.2: which formats would do.
    private static Problem UnknownPatch { get; } = new(
        ProblemTypes.UnsupportedMediaType, $"A product is changed by a JSON merge patch (RFC 7396): send it with 'Content-Type: {MergePatchType}'.")
    {
        Headers = [new("Accept-Patch", MergePatchType)],
    };

    public static void MapProducts(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/products").WithTags("Products");
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

        static async Task<Results<Ok<ProductPage>, ProblemResult>> ListAsync(
            [AsParameters] ProductQueryText parameters, ProductCatalog products, HttpContext context, CancellationToken cancellationToken)
        {
            var (page, problem) = await products.ListAsync(context.Caller().Tenant, parameters, cancellationToken);
            if (page is null)
            {
                return new ProblemResult(problem!);
            }

            if (page.Next is not null)
            {
                context.Response.Headers.Link = NextLink(context.Request, page.Next);
            }

            return TypedResults.Ok(page);
        }

        static async Task<Results<Ok<Product>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string id, ProductCatalog products, HttpContext context, CancellationToken cancellationToken)
        {
            if (await products.FindAsync(context.Caller().Tenant, id, cancellationToken) is not { } stored)
            {
                return new ProblemResult(ProductCatalog.NotFound);
            }

            var tag = EntityTags.Of(stored.Version);
            context.Response.Headers.ETag = tag.ToString();
            context.Response.Headers.CacheControl = "no-cache";
            return EntityTags.ClientHas(context.Request, tag)
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
            .RequireScope(WriteScope);
        group.MapPut("/{id}", PutAsync)
            .WithName("replaceProduct")
            .WithSummary("Replace a product")
            .WithDescription("Needs If-Match with the product's ETag.")
            .ProducesProblems(400, 401, 403, 404, 409, 412, 413, 415, 428, 503)
            .RequireScope(WriteScope);
        group.MapPatch("/{id}", PatchAsync)
            .Accepts<ProductDraft>(MergePatchType)
            .WithName("changeProduct")
            .WithSummary("Change members of a product")
            .WithDescription("A JSON merge patch (RFC 7396): null resets a member. Needs If-Match with the product's ETag.")
            .ProducesProblems(400, 401, 403, 404, 409, 412, 413, 415, 428, 503)
            .RequireScope(WriteScope);
        group.MapPatch("/{id}", () => new ProblemResult(UnknownPatch))
            .WithOrder(1)
            .ExcludeFromDescription()
            .RequireScope(WriteScope);
        group.MapDelete("/{id}", DeleteAsync)
            .WithName("deleteProduct")
            .WithSummary("Remove a product")
            .WithDescription("Needs If-Match with the product's ETag.")
            .ProducesProblems(400, 401, 403, 404, 412, 428, 503)
            .RequireScope(WriteScope);

        static async Task<Results<Created<Product>, ProblemResult>> PostAsync(
            ProductDraft draft, ProductCatalog products, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await products.AddAsync(context.Caller().Tenant, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.Headers.ETag = EntityTags.Of(stored.Version).ToString();

            // Relative to the request, so that it holds under whatever path the gateway publishes the catalog.
            return TypedResults.Created(context.Request.Path.Value is [.., '/'] ? stored.Product.Id : "products/" + stored.Product.Id, stored.Product);
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

        context.Response.Headers.ETag = EntityTags.Of(stored.Version).ToString();
        return TypedResults.Ok(stored.Product);
    }

    // A reference with a query only: it keeps the path under which the client asked (RFC 3986 section 5.2.2).
    private static string NextLink(HttpRequest request, string cursor)
    {
        var query = request.Query
            .Where(parameter => parameter.Key != "cursor")
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value))
            .Append(KeyValuePair.Create("cursor", (string?)cursor));
        return $"<{QueryString.Create(query)}>; rel=\"next\"";
    }
}
