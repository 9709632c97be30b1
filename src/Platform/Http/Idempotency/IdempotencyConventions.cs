using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>
/// How endpoints say that a request with an <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header) has its effect once, however often it is sent.
/// Answers are kept for a day, per tenant and caller, in a table of the module's own.
/// </summary>
public static class IdempotencyConventions
{
    /// <summary>Registers what keeps the answers, and the job that deletes them after a day. The module declares <see cref="IdempotencyTable.Info"/>.</summary>
    /// <param name="services">The module's services; the host adds <see cref="ITableStore"/>.</param>
    /// <param name="module">The module's name.</param>
    public static IServiceCollection AddIdempotency(this IServiceCollection services, string module)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new IdempotencyStore(
            provider.GetRequiredService<ITableStore>(), IdempotencyTable.Of(module), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new IdempotencyGate(
            provider.GetRequiredService<IdempotencyStore>(),
            provider.GetRequiredService<IOptions<HttpLimits>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IdempotencyGate>>()));
        services.AddSingleton(provider => new IdempotentAnswers(provider.GetRequiredService<ITableStore>(), IdempotencyTable.Of(module)));
        return services.AddSingleton<IDailyJob>(provider => new IdempotencyPurge(
            provider.GetRequiredService<ITableStore>(), IdempotencyTable.Of(module), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Answers 400 to requests without an <c>Idempotency-Key</c>; otherwise as <see cref="AcceptIdempotencyKey"/>.</summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder builder) => Guard(builder, new IdempotencyRequirement(IsRequired: true));

    /// <summary>
    /// Gives a request with an <c>Idempotency-Key</c> one effect: the same request again gets the same answer, 409 while the first is under way, 422 where the
    /// key came with another request. The endpoint needs an assertion, since keys are the caller's own.
    /// </summary>
    public static RouteHandlerBuilder AcceptIdempotencyKey(this RouteHandlerBuilder builder) => Guard(builder, new IdempotencyRequirement(IsRequired: false));

    // Inside the check of the assertion, outside the binding of parameters.
    private static RouteHandlerBuilder Guard(RouteHandlerBuilder builder, IdempotencyRequirement requirement)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Add(endpoint =>
        {
            var next = endpoint.RequestDelegate ?? throw new InvalidOperationException($"'{endpoint.DisplayName}' handles no requests.");
            endpoint.RequestDelegate = context => context.RequestServices.GetRequiredService<IdempotencyGate>().InvokeAsync(context, requirement, next);
        });
        return builder
            .WithMetadata(requirement)
            .ProducesProblems(ProblemTypes.IdempotencyKeyInvalid, ProblemTypes.IdempotencyKeyInUse, ProblemTypes.IdempotencyKeyReused);
    }
}

/// <summary>Endpoint metadata: requests may, or must, carry an <c>Idempotency-Key</c>.</summary>
/// <param name="IsRequired">Whether they must.</param>
public sealed record IdempotencyRequirement(bool IsRequired);
