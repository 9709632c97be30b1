using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Trust;

namespace Tollgate.Notifications.Mailbox;

/// <summary>The parameters of a list as they arrive: text, so that every fault is reported in our words and all at once.</summary>
internal sealed record MailQueryText(
    [FromQuery(Name = "to")] string? To,
    [FromQuery(Name = "order")] string? Order,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor);

internal static partial class MailboxEndpoints
{
    private const int MaxAddress = 254;

    private static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such mail.");

    public static void MapMailbox(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/mailbox").WithTags("Mailbox");

        group.MapGet("", ListAsync)
            .WithName("listMails")
            .WithSummary("List the mails that were sent")
            .WithDescription("The latest first. Page by page: follow 'next' (also given as Link, rel=next) until it is absent.")
            .ProducesProblems(400, 401, 403, 503)
            .RequireScope(Scopes.Read);
        group.MapGet("/{id}", GetAsync)
            .WithName("getMail")
            .WithSummary("Read a mail")
            .ProducesProblems(401, 403, 404, 503)
            .RequireScope(Scopes.Read);

        static async Task<Results<Ok<Page<Mail>>, ProblemResult>> ListAsync(
            [AsParameters] MailQueryText query, MailboxReader mailbox, HttpContext context, CancellationToken cancellationToken)
        {
            var tenant = context.Caller().Tenant;
            var faults = new Faults();
            var to = faults.ReadText("to", query.To, IsAddress, $"Give a mail address of at most {MaxAddress} characters.");
            var order = faults.ReadText("order", query.Order, Id().IsMatch, "Give the id of an order.");
            var request = PageRequest.Read($"{tenant}|mails|{to}|{order}", query.Limit, query.Cursor, faults);
            if (faults.Any)
            {
                return new ProblemResult(faults.ToProblem("The list can't be read as asked; 'errors' says why."));
            }

            var page = await mailbox.ListAsync(tenant, to, order, request, cancellationToken);
            return context.ShowPage(page);
        }

        static async Task<Results<Ok<Mail>, ProblemResult>> GetAsync(
            string id, MailboxReader mailbox, HttpContext context, CancellationToken cancellationToken) =>
            Id().IsMatch(id) && await mailbox.FindAsync(context.Caller().Tenant, id, cancellationToken) is { } mail
                ? TypedResults.Ok(mail)
                : new ProblemResult(NotFound);
    }

    private static bool IsAddress(string text) => text.Length is > 0 and <= MaxAddress && !text.Any(char.IsControl);

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
