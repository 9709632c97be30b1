using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Accepting;

/// <summary>Refuses requests that could be read in two ways and normalises the path that everything after it decides on.</summary>
internal sealed class AcceptStage(TrustedProxies proxies) : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) => new(Accept(exchange));

    private Problem? Accept(GatewayExchange exchange)
    {
        var context = exchange.Context;
        proxies.Identify(exchange);
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var fault = RequestTarget.TryRead(rawTarget, out var target);
        if (fault is not PathFault.None)
        {
            return new Problem(ProblemTypes.AmbiguousPath, fault.Describe());
        }

        exchange.Target = target;
        return CheckMethod(context.Request.Method) ?? CheckFraming(context.Request);
    }

    // Methods compare by case (RFC 9110 section 9.1), but the HTTP client sends "get" as GET: a route that is no route for GET
    // would let one through.
    private static Problem? CheckMethod(string method) =>
        method.AsSpan().ContainsAnyInRange('a', 'z') && HttpMethod.Parse(method).Method is var known && known != method
            ? new Problem(ProblemTypes.MalformedRequest, $"Methods are case-sensitive: write {known}.")
            : null;

    // Kestrel takes a body as chunked when both lengths are present, and moves Content-Length to X-Content-Length; it takes
    // other codings than chunked, and chunked in HTTP/1.0, for no reason to refuse. To another reader of the same bytes the
    // body may end elsewhere (RFC 9112 sections 6.1 and 6.3).
    private static Problem? CheckFraming(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        if (coding.Count == 0)
        {
            return null;
        }

        var isClear = coding.Count == 1
            && string.Equals(coding[0], "chunked", StringComparison.OrdinalIgnoreCase)
            && request.ContentLength is null
            && !request.Headers.ContainsKey("X-Content-Length")
            && !HttpProtocol.IsHttp10(request.Protocol);
        return isClear ? null : new Problem(
            ProblemTypes.MalformedRequest,
            "The length of the body is ambiguous: send Content-Length, or Transfer-Encoding: chunked alone and in HTTP/1.1.")
        {
            Headers = [new("Connection", "close")],
        };
    }
}
