using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Trust;

namespace Tollgate.Notifications.Templates;

/// <summary>All templates.</summary>
/// <param name="Items">By name.</param>
internal sealed record TemplateList(IReadOnlyList<Template> Items);

internal static class TemplateEndpoints
{
    public static void MapTemplates(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/templates").WithTags("Templates");

        group.MapGet("", ListAsync)
            .WithName("listTemplates")
            .WithSummary("List all templates")
            .WithDescription("There is one for each kind of event that mails tell of.")
            .ProducesProblems(401, 403, 503)
            .RequireScope(Scopes.Read);
        group.MapGet("/{name}", GetAsync)
            .WithName("getTemplate")
            .WithSummary("Read a template")
            .WithDescription("With If-None-Match the answer is 304 as long as the template has not changed.")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(401, 403, 404, 503)
            .RequireScope(Scopes.Read);
        group.MapPut("/{name}", PutAsync)
            .WithName("replaceTemplate")
            .WithSummary("Replace a template")
            .WithDescription("Mails that were sent stay as they are. Needs If-Match with the template's ETag.")
            .RequireIfMatch()
            .ProducesProblems(400, 401, 403, 404, 412, 413, 415, 428, 503)
            .AcceptIdempotencyKey()
            .RequireScope(Scopes.Write);
        group.MapPost("/{name}/preview", PreviewAsync)
            .WithName("previewTemplate")
            .WithSummary("Try a template out")
            .WithDescription("Writes the mail with sample data, in the template's words or in those of the request. Nothing is stored or sent.")
            .ProducesProblems(400, 401, 403, 404, 413, 415, 503)
            .RequireScope(Scopes.Read);

        static async Task<Ok<TemplateList>> ListAsync(TemplateBook templates, HttpContext context, CancellationToken cancellationToken) =>
            TypedResults.Ok(new TemplateList(await templates.ListAsync(context.Caller().Tenant, cancellationToken)));

        static async Task<Results<Ok<Template>, StatusCodeHttpResult, ProblemResult>> GetAsync(
            string name, TemplateBook templates, HttpContext context, CancellationToken cancellationToken)
        {
            if (await templates.FindAsync(context.Caller().Tenant, name, cancellationToken) is not { } stored)
            {
                return new ProblemResult(TemplateBook.NotFound);
            }

            return context.ClientHas(stored.Version)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.Ok(stored.Template);
        }

        static async Task<Results<Ok<Template>, ProblemResult>> PutAsync(
            string name, TemplateDraft draft, TemplateBook templates, HttpContext context, CancellationToken cancellationToken)
        {
            var (stored, problem) = await templates.ReplaceAsync(context.Caller().Tenant, name, context.Request, draft, cancellationToken);
            if (stored is null)
            {
                return new ProblemResult(problem!);
            }

            context.Response.SetEntityTag(stored.Version);
            return TypedResults.Ok(stored.Template);
        }

        static async Task<Results<Ok<Preview>, ProblemResult>> PreviewAsync(
            string name, PreviewDraft draft, TemplateBook templates, HttpContext context, CancellationToken cancellationToken)
        {
            var (preview, problem) = await templates.PreviewAsync(context.Caller().Tenant, name, draft, cancellationToken);
            return preview is null ? new ProblemResult(problem!) : TypedResults.Ok(preview);
        }
    }
}
