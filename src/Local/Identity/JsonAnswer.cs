using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.Local.Identity;

internal static class JsonAnswer
{
    public static Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()), context.RequestAborted).AsTask();
    }

    /// <summary>An error of RFC 6749 section 5.2.</summary>
    public static Task WriteErrorAsync(HttpContext context, OAuthError error)
    {
        var isClient = error.Code == OAuthError.InvalidClient;
        if (isClient)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"identity\"";
        }

        return WriteAsync(
            context,
            isClient ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest,
            new JsonObject { ["error"] = error.Code, ["error_description"] = error.Description });
    }
}

/// <summary>What is wrong with a request for a token.</summary>
/// <param name="Code">One of RFC 6749's words.</param>
/// <param name="Description">What to do instead.</param>
internal sealed record OAuthError(string Code, string Description)
{
    public const string InvalidClient = "invalid_client";
    public const string InvalidGrant = "invalid_grant";
    public const string InvalidRequest = "invalid_request";
    public const string InvalidScope = "invalid_scope";
    public const string UnsupportedGrant = "unsupported_grant_type";
}
