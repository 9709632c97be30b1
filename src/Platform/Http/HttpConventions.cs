using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Tollgate.Platform.Http;

/// <summary>What every module's HTTP surface has in common, on every host.</summary>
public static class HttpConventions
{
    /// <summary>Registers the JSON rules and limits that <see cref="UseTollgateConventions"/> and the endpoints rely on.</summary>
    public static IServiceCollection AddTollgateConventions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HealthEndpoint>();
        services.AddOptions<HttpLimits>().Validate(
            limits => limits.MaxRequestBodyBytes > 0, $"{nameof(HttpLimits)}.{nameof(HttpLimits.MaxRequestBodyBytes)} must be at least 1.");
        services.Configure<JsonOptions>(options => JsonRules.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>
    /// Goes outermost, before routing: health answers under <c>/_tollgate/health</c>, the request limits, HEAD wherever GET is mapped, and every failure as
    /// <c>application/problem+json</c> without a word about its cause.
    /// </summary>
    public static IApplicationBuilder UseTollgateConventions(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<SpanMiddleware>().UseMiddleware<ProblemMiddleware>().UseMiddleware<HealthMiddleware>().UseMiddleware<HeadMiddleware>();
    }
}
