using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Makes the upstream's request out of the client's.</summary>
internal static class UpstreamRequest
{
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static UpstreamMessage Create(HttpContext context, in ForwardRequest request, RequestBodyContent? body, bool upgrade)
    {
        var (version, policy) = upgrade ? (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact) : request.Client.VersionFor(request.Destination);
        var message = new UpstreamMessage(Method(context.Request.Method), Target(request.Destination, request.PathAndQuery))
        {
            Version = version,
            VersionPolicy = policy,
            Content = body,
        };
        if (body is not null)
        {
            body.Headers.ContentLength = context.Request.ContentLength;
        }

        RequestFields.Copy(context, message, request.ConsumedHeader);
        RequestFields.AddTransport(context, message);
        AddOwn(context, message, request);
        if (upgrade)
        {
            UpgradeTunnel.AddRequestFields(message);
        }

        return message;
    }

    /// <summary>Whether the client's request has a body, even one of unknown length.</summary>
    public static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static void AddOwn(HttpContext context, UpstreamMessage message, in ForwardRequest request)
    {
        var headers = message.Headers;
        ForwardedFields.Add(message, context, request);
        headers.TryAddWithoutValidation(FieldNames.Via, HttpProtocol.IsHttp2(context.Request.Protocol) ? "2.0 " + FieldNames.Pseudonym : "1.1 " + FieldNames.Pseudonym);
        headers.TryAddWithoutValidation("traceparent", request.Trace.TraceParent);
        headers.TryAddWithoutValidation(FieldNames.RequestId, request.Trace.RequestId);
        if (request.Trace.TraceState is { Length: > 0 } state)
        {
            headers.TryAddWithoutValidation("tracestate", message.Note(state));
        }

        if (request.Assertion is not null)
        {
            headers.TryAddWithoutValidation(FieldNames.Assertion, request.Assertion);
        }

        if (request.HostHeader == HostHeader.Client && context.Request.Host.HasValue)
        {
            headers.TryAddWithoutValidation("Host", context.Request.Host.Value);
        }
    }

    // Only the scheme and the authority are looked at again: the path and query go out as they are.
    private static Uri Target(Uri destination, string pathAndQuery)
    {
        var path = destination.AbsolutePath;
        var prefix = path.EndsWith('/') ? path.AsSpan(0, path.Length - 1) : path;
        return new Uri(string.Concat(Authority(destination), prefix, pathAndQuery), AsIs);
    }

    private static ReadOnlySpan<char> Authority(Uri destination)
    {
        var text = destination.AbsoluteUri.AsSpan();
        var start = text.IndexOf("://") + 3;
        var length = text[start..].IndexOf('/');
        return text[..(start + length)];
    }

    // Methods are case-sensitive (RFC 9110 section 9.1); the HTTP client's own lookup isn't.
    private static HttpMethod Method(string method) => method switch
    {
        "GET" => HttpMethod.Get,
        "POST" => HttpMethod.Post,
        "PUT" => HttpMethod.Put,
        "DELETE" => HttpMethod.Delete,
        "PATCH" => HttpMethod.Patch,
        "HEAD" => HttpMethod.Head,
        "OPTIONS" => HttpMethod.Options,
        _ => new HttpMethod(method),
    };
}
