using System.Buffers.Text;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;
using Tollgate.Local.Listening;

namespace Tollgate.Local.Identity;

/// <summary>
/// The authorization endpoint: shows a page with people to choose from, and sends the code of whoever was chosen to the app. With <c>login_hint</c> nobody
/// has to look at the page.
/// </summary>
internal sealed class AuthorizeEndpoint(LoopbackPort port, AuthorizationCodes codes)
{
    private const int ChallengeLength = 43;

    public Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (request, error) = TokenRequest.Read(DevelopmentClient.AppId, name => query[name] is [{ } value] ? value : null);
        error = Check(query) ?? error;
        if (error is not null)
        {
            // Not sent to the app: whoever is at fault here sits in front of this page.
            return JsonAnswer.WriteErrorAsync(context, error);
        }

        return Person.Find(query["login_hint"]) is { } person ? Redirect(context, request!, person) : WritePageAsync(context);
    }

    private static OAuthError? Check(IQueryCollection query) =>
        query.Any(pair => pair.Value.Count != 1) ? Invalid("Send each parameter once.")
        : query["client_id"] != DevelopmentClient.AppId ? Invalid($"The client_id is '{DevelopmentClient.AppId}'.")
        : !IsOfThisMachine(query["redirect_uri"].ToString())
            ? Invalid("The redirect_uri is an http URL of this machine, as in http://127.0.0.1:8080/callback.")
        : query["response_type"] != "code" ? Invalid("The response_type is 'code'.")
        : query["code_challenge_method"] != "S256" || query["code_challenge"] is not [{ Length: ChallengeLength } challenge] || !Base64Url.IsValid(challenge)
            ? Invalid("Send a code_challenge with code_challenge_method=S256 (PKCE, RFC 7636).")
        : null;

    // It is sent back as it came, so it has nothing that a header can't hold or that browsers read in their own way. To the framework
    // "loopback" is this machine, to DNS it may be any.
    private static bool IsOfThisMachine(string text) =>
        text.All(character => character is > ' ' and <= '~' and not '\\')
        && !text.StartsWith("http://loopback", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback
        && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;

    private static OAuthError Invalid(string description) => new(OAuthError.InvalidRequest, description);

    private Task Redirect(HttpContext context, TokenRequest request, Person person)
    {
        var query = context.Request.Query;
        var redirect = query["redirect_uri"].ToString();
        var parameters = new QueryBuilder { { "code", codes.Add(new Authorization(request, person, redirect, query["code_challenge"].ToString())) }, { "iss", port.Root } };
        if (query["state"] is [{ } state])
        {
            parameters.Add("state", state);
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(redirect.Contains('?', StringComparison.Ordinal) ? $"{redirect}&{parameters.ToString()[1..]}" : redirect + parameters);
        return Task.CompletedTask;
    }

    private static Task WritePageAsync(HttpContext context)
    {
        var page = new StringBuilder("""
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Who are you?</title>
            <style>body{font:1rem/1.6 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}a{display:block;padding:.6rem 1rem;margin:.5rem 0;border:1px solid;border-radius:.4rem}</style>
            <h1>Who are you?</h1><p>This provider is for development: choose anybody.</p>
            """);
        foreach (var person in Person.All)
        {
            var query = new QueryBuilder(context.Request.Query.Where(pair => pair.Key != "login_hint").Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))) { { "login_hint", person.Id } };
            var roles = person.Roles.Count == 0 ? "no roles" : string.Join(", ", person.Roles);
            page.Append($"<a href=\"{WebUtility.HtmlEncode(query.ToString())}\">{person.Name} <small>({person.Department}, {roles})</small></a>");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }
}
