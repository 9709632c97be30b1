using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Http;

namespace Tollgate.Platform.Trust;

/// <summary>Lets a request through to its endpoint when its assertion is good and carries the scope.</summary>
internal static class AssertionGate
{
    private static readonly KeyValuePair<string, string>[] Challenge = [new("WWW-Authenticate", TollgateHeaders.Assertion)];

    private static readonly Problem Missing = new(
        ProblemTypes.CredentialMissing, "This service answers only requests that come through the gateway.")
    {
        Headers = Challenge,
    };

    private static readonly Problem Invalid = new(
        ProblemTypes.CredentialInvalid, "The request carries no assertion that this service accepts.")
    {
        Headers = Challenge,
    };

    private static readonly Problem Unavailable = new(
        ProblemTypes.DependencyUnavailable, "The caller can't be verified at the moment. Try again shortly.")
    {
        Headers = [new("Retry-After", "1")],
    };

    public static async Task InvokeAsync(HttpContext context, AssertionRequirement requirement, RequestDelegate next)
    {
        if (context.Features.Get<ICaller>() is not { } caller)
        {
            var (problem, verified) = await AuthenticateAsync(context, requirement);
            if (verified is null)
            {
                await ProblemWriter.WriteAsync(context, problem);
                return;
            }

            caller = verified;
            context.Features.Set(caller);
        }

        if (requirement.Issuer is { } issuer && caller.Issuer != issuer)
        {
            Logger(context).IssuerRefused(caller.Consumer, caller.Tenant, caller.Issuer, ProblemWriter.TraceId(context));
            await ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.Forbidden, "This is for operators: call it through the management service."));
            return;
        }

        if (requirement.Scope is { } scope && !caller.Scopes.Contains(scope))
        {
            Logger(context).ScopeMissing(caller.Consumer, caller.Tenant, scope, ProblemWriter.TraceId(context));
            await ProblemWriter.WriteAsync(context, new Problem(
                ProblemTypes.Forbidden, $"This needs the scope '{scope}', which the caller's credential doesn't have."));
            return;
        }

        await next(context);
    }

    private static async ValueTask<(Problem Problem, ICaller? Caller)> AuthenticateAsync(HttpContext context, AssertionRequirement requirement)
    {
        var values = context.Request.Headers[TollgateHeaders.Assertion];
        if (values.Count == 0)
        {
            return (Missing, null);
        }

        var result = values is [{ } assertion]
            ? await VerifierOf(context, requirement).VerifyAsync(assertion, context.RequestAborted)
            : AssertionResult.Refused(AssertionFailure.Malformed);
        if (result.Caller is null)
        {
            Logger(context).AssertionRefused(result.Failure, context.GetEndpoint()?.DisplayName, ProblemWriter.TraceId(context));
        }

        return (result.Failure is AssertionFailure.Unavailable ? Unavailable : Invalid, result.Caller);
    }

    // A service needn't trust those for all its endpoints who vouch for the callers of a few.
    private static AssertionVerifier VerifierOf(HttpContext context, AssertionRequirement requirement) =>
        (requirement.Issuer is { } issuer ? context.RequestServices.GetKeyedService<AssertionVerifier>(issuer) : null)
        ?? context.RequestServices.GetRequiredService<AssertionVerifier>();

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Tollgate.Platform.Trust");
}
