using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Tests.Calls;

/// <summary>A service whose next answers a test decides, and that remembers what it was asked.</summary>
internal sealed class CalledModule(params string[] issuers) : IEndpointModule
{
    public const string Name = "inventory";

    public ConcurrentQueue<HttpStatusCode> NextStatuses { get; } = [];

    public ConcurrentQueue<Call> Calls { get; } = [];

    /// <summary>While set, requests wait for it.</summary>
    public TaskCompletionSource? Silence { get; set; }

    public ModuleInfo Info { get; } = new(Name, [.. issuers.Select(issuer => TrustTable.Info(issuer, StorageAccess.Read))], []);

    public void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddTollgateConventions().AddAssertions(Name, issuers);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/things/{**rest}", (Delegate)AnswerAsync).RequireAssertion();

        async Task<IResult> AnswerAsync(HttpContext context)
        {
            var headers = context.Request.Headers;
            using var reader = new StreamReader(context.Request.Body);
            Calls.Enqueue(new Call(
                context.Request.Method, context.Request.Path + context.Request.QueryString, await reader.ReadToEndAsync(), context.Caller(),
                headers["Idempotency-Key"], headers.IfMatch, headers.TraceParent));
            if (Silence is { } silence)
            {
                await silence.Task.WaitAsync(context.RequestAborted);
            }

            return NextStatuses.TryDequeue(out var status) && status is not HttpStatusCode.OK
                ? Refuse((int)status)
                : TypedResults.Ok(new { name = "thing", extra = 7 });
        }
    }

    private static IResult Refuse(int status) => status is 422
        ? new ProblemResult(new Problem(ProblemTypes.IdempotencyKeyReused, "Another one."))
        : new ProblemResult(new Problem(ProblemTypes.OfStatus(status)!, "So it is."));
}

internal sealed record Call(string Method, string Target, string Body, ICaller Caller, string? Key, string? IfMatch, string? TraceParent);
