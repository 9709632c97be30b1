using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Trust;

/// <summary>How a module's endpoints say that they serve only callers whom the gateway vouches for.</summary>
public static class AssertionEndpointConventions
{
    /// <summary>Registers the <see cref="AssertionVerifier"/> that the endpoints of a service use.</summary>
    /// <param name="services">The module's services; the host adds <see cref="ITableStore"/> and <see cref="TimeProvider"/>.</param>
    /// <param name="audience">The service's name.</param>
    /// <param name="issuers">Whom it trusts; it must declare read access to <see cref="TrustTable.Of"/> each.</param>
    public static IServiceCollection AddAssertions(this IServiceCollection services, string audience, params string[] issuers) =>
        services.AddSingleton(provider => new AssertionVerifier(
            audience, issuers, provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<TimeProvider>()));

    /// <summary>
    /// Answers 401 to calls without a valid assertion, before anything of the request is read; behind it the feature
    /// <see cref="ICaller"/> says who calls.
    /// </summary>
    public static TBuilder RequireAssertion<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        Guard(builder, new AssertionRequirement(null));
        return builder;
    }

    /// <summary><see cref="RequireAssertion"/>, and 403 to callers who lack the scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        Guard(builder, new AssertionRequirement(scope));
        return builder;
    }

    /// <summary><see cref="RequireScope"/>, and 403 to callers for whom another service vouches.</summary>
    public static TBuilder RequireIssuer<TBuilder>(this TBuilder builder, string issuer, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        ArgumentException.ThrowIfNullOrEmpty(scope);
        Guard(builder, new AssertionRequirement(scope, issuer));
        return builder;
    }

    /// <summary>Who calls.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lacks <see cref="RequireAssertion"/>.</exception>
    public static ICaller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.GetRequiredFeature<ICaller>();
    }

    // The endpoint's own delegate is wrapped, not a middleware added: the order of middleware can't open the door then, and it
    // runs before the parameters are bound, so that an unknown caller learns nothing from validation. Finally, so that it lies around
    // whatever else wraps the delegate, in whichever order an endpoint says it.
    private static void Guard(IEndpointConventionBuilder builder, AssertionRequirement requirement)
    {
        builder.Add(endpoint => endpoint.Metadata.Add(requirement));
        builder.Finally(endpoint =>
        {
            var next = endpoint.RequestDelegate ?? throw new InvalidOperationException($"'{endpoint.DisplayName}' has nothing to guard.");
            endpoint.RequestDelegate = context => AssertionGate.InvokeAsync(context, requirement, next);
        });
    }
}

/// <summary>Endpoint metadata: what a caller must bring.</summary>
/// <param name="Scope">The scope that the caller needs, or null when being known is enough.</param>
/// <param name="Issuer">The only service that may vouch for the caller; null for any that is trusted.</param>
public sealed record AssertionRequirement(string? Scope, string? Issuer = null);
