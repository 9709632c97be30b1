using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Cors;

/// <summary>What a route tells browsers about pages of other origins (CORS, in the Fetch standard); every header's text is made once.</summary>
internal sealed class CorsPolicy
{
    private const string AnyOrigin = "*";

    // What an upstream says of the same matter: two answers would contradict each other.
    private static readonly string[] Replaced =
    [
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers", "Access-Control-Max-Age", "Access-Control-Allow-Private-Network",
    ];

    private readonly OriginSet _origins;
    private readonly string? _methods;
    private readonly string? _headers;
    private readonly string? _exposed;
    private readonly string? _maxAge;
    private readonly bool _credentials;

    public CorsPolicy(CorsConfig config)
    {
        _origins = new OriginSet(config.Origins);
        _methods = Join(config.Methods);
        _headers = Join(config.Headers);
        _exposed = Join(config.Expose);
        _maxAge = config.MaxAge is { } age ? ((long)age.Value.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;
        _credentials = config.Credentials;
    }

    /// <summary>Whether the page that sent this may call; several origins, or none, are no page's.</summary>
    public bool Allows(StringValues origin) => origin is [{ } only] && _origins.Contains(only);

    /// <summary>Says what a page may read of a response, which is complete otherwise: the last moment before its headers are sent.</summary>
    public void Complete(HttpContext context)
    {
        var headers = context.Response.Headers;
        foreach (var name in Replaced)
        {
            headers.Remove(name);
        }

        if (AllowOrigin(context) && _exposed is not null)
        {
            headers.AccessControlExposeHeaders = _exposed;
        }
    }

    /// <summary>Says what a page may send, for an origin that is allowed.</summary>
    public void AnswerPreflight(HttpContext context, string method)
    {
        AllowOrigin(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = _methods ?? method;
        if (_maxAge is not null)
        {
            headers.AccessControlMaxAge = _maxAge;
        }

        if (_headers is not null)
        {
            headers.AccessControlAllowHeaders = _headers;
        }
        else if (RequestedHeaders.Read(context.Request.Headers.AccessControlRequestHeaders) is { } requested)
        {
            headers.AccessControlAllowHeaders = requested;
            VaryField.Add(headers, "Access-Control-Request-Headers");
        }
    }

    private bool AllowOrigin(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (_origins.IsAny)
        {
            headers.AccessControlAllowOrigin = AnyOrigin;
            return true;
        }

        VaryField.Add(headers, "Origin");
        var origin = context.Request.Headers.Origin;
        if (!Allows(origin))
        {
            return false;
        }

        headers.AccessControlAllowOrigin = origin;
        if (_credentials)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        return true;
    }

    private static string? Join(IReadOnlyList<string>? items) => items is null ? null : string.Join(", ", items);
}
