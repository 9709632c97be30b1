using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Authentication;

/// <summary>The problems of callers who can't show who they are, with the challenge that RFC 9110 section 11.6.1 demands (Bearer, RFC 6750 section 3).</summary>
internal static class Refusal
{
    public static Problem Missing(RouteModel route) => Challenged(ProblemTypes.CredentialMissing, route.Access.Hint, Challenge(route));

    public static Problem Several(RouteModel route, string what) =>
        Challenged(ProblemTypes.CredentialInvalid, $"The request carries more than one {what}; send one.", Challenge(route) + ", error=\"invalid_token\"");

    public static Problem Key(RouteModel route, string detail) =>
        Challenged(ProblemTypes.CredentialInvalid, detail, Challenge(route) + ", error=\"invalid_token\"");

    public static Problem Token(RouteModel route, TokenVerdict verdict)
    {
        if (verdict.Failure is TokenFailure.Unavailable)
        {
            return new Problem(ProblemTypes.DependencyUnavailable, "The keys of the token's issuer can't be read at the moment; try again shortly.")
            {
                Headers = [new("Retry-After", verdict.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            };
        }

        var detail = verdict.Failure.Describe();
        return Challenged(ProblemTypes.CredentialInvalid, $"{detail}.", $"{Challenge(route)}, error=\"invalid_token\", error_description=\"{detail}\"");
    }

    public static string Challenge(RouteModel route) => $"Bearer realm=\"{route.Api.Name}\"";

    private static Problem Challenged(ProblemType type, string detail, string challenge) => new(type, detail) { Headers = [new("WWW-Authenticate", challenge)] };
}
