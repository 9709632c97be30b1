using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Tests.Http.Idempotency;

/// <summary>A service that counts what it does, on as many hosts as a test starts.</summary>
internal sealed class ShopModule : IEndpointModule
{
    public const string Name = "shop";

    /// <summary>What was done, in order: the id that each request made.</summary>
    public ConcurrentQueue<Guid> Effects { get; } = [];

    /// <summary>While set, requests that have begun wait for it.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>Whether requests that have begun throw when they are cancelled.</summary>
    public bool IsStubborn { get; set; }

    /// <summary>What the next requests fail with.</summary>
    public ConcurrentQueue<int> Failures { get; } = [];

    public ModuleInfo Info { get; } = new(Name, [IdempotencyTable.Info(Name), TrustTable.Info("gateway", StorageAccess.Read)], []);

    public void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddTollgateConventions().AddAssertions(Name, "gateway").AddIdempotency(Name);

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        // In either order: a key is the caller's own, so who calls is known first.
        endpoints.MapPost("/accepts", HandleAsync).RequireScope("shop.write").AcceptIdempotencyKey();
        endpoints.MapPost("/accepts/{id}", HandleAsync).RequireScope("shop.write").AcceptIdempotencyKey();
        endpoints.MapPost("/accepts/{id}/erasure", ForgetAsync).RequireScope("shop.write").AcceptIdempotencyKey();
        endpoints.MapPost("/requires", HandleAsync).RequireIdempotencyKey().RequireScope("shop.write");
        endpoints.MapPost("/large", () => TypedResults.Text(new string('x', 200_000))).AcceptIdempotencyKey().RequireAssertion();
        endpoints.MapDelete("/accepts", () => TypedResults.NoContent()).AcceptIdempotencyKey().RequireAssertion();

        static async Task<IResult> ForgetAsync(string id, IdempotentAnswers answers, HttpContext context, CancellationToken cancellationToken)
        {
            var own = context.Features.Get<IdempotencyKey>();
            return TypedResults.Ok(new { forgotten = await answers.ForgetAsync(context.Caller().Tenant, id, own, cancellationToken) });
        }

        async Task<IResult> HandleAsync(Sale sale, HttpContext context)
        {
            var id = IdempotencyKey.NewId(context, "sale");
            if (IsStubborn)
            {
                context.RequestAborted.Register(static () => throw new InvalidOperationException("The sale can't be cancelled."));
            }

            Effects.Enqueue(id);
            if (Hold is { } hold)
            {
                await hold.Task.WaitAsync(context.RequestAborted);
            }

            if (Failures.TryDequeue(out var failure))
            {
                return failure is 0 ? throw new InvalidOperationException("Broken.") : new ProblemResult(new Problem(ProblemTypes.OfStatus(failure)!, "So it is."));
            }

            context.Response.Headers.ETag = $"\"{id}\"";
            return TypedResults.Created($"sales/{id}", new { id, sale.Quantity });
        }
    }
}

internal sealed record Sale(int Quantity);
