using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Makes the upstream's request out of the client's.</summary>
internal static class UpstreamRequest
{
    public static UpstreamMessage Create(HttpContext context, ForwardRequest request, RequestBodyContent? body, bool upgrade)
    {
        var (version, policy) = upgrade ? (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact) : request.Client.VersionFor(request.Destination);
        var message = new UpstreamMessage(Method(context.Request.Method), request.Destination.UrlOf(request.PathAndQuery))
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

    private static void AddOwn(HttpContext context, UpstreamMessage message, ForwardRequest request)
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
