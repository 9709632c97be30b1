using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Gateway.Accepting;

namespace Tollgate.Gateway.Composing;

/// <summary>
/// Makes the request of a branch, to be delivered as a client's would be. It carries nothing of the client's request but the language: what else
/// a service may know of the caller is in the assertion.
/// </summary>
internal static class BranchExchange
{
    public static GatewayExchange Create(GatewayExchange client, BranchModel branch, Address address, BranchAnswer answer, Activity? span, CancellationToken cancellationToken)
    {
        var asked = client.Context.Request;
        var features = new FeatureCollection(6);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = HttpMethods.Get, Scheme = asked.Scheme, Protocol = asked.Protocol });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(answer);
        features.Set<IHttpRequestBodyDetectionFeature>(NoBody.Instance);
        var context = new DefaultHttpContext(features) { RequestAborted = cancellationToken };
        context.Request.Headers.Host = asked.Headers.Host;
        context.Request.Headers.Accept = "application/json";
        if (asked.Headers.AcceptLanguage is { Count: > 0 } language)
        {
            context.Request.Headers.AcceptLanguage = language;
        }

        return new GatewayExchange(context, BranchTrace.Identity(client.Trace, span), client.StartTimestamp)
        {
            Origin = client,
            Snapshot = client.Snapshot,
            ClientAddress = client.ClientAddress,
            ClientScheme = client.ClientScheme,
            ClientHost = client.ClientHost,
            Caller = client.Caller,
            Route = branch.Route,
            Target = new RequestTarget(address.Path, address.Query),
        };
    }

    private sealed class NoBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly NoBody Instance = new();

        public bool CanHaveBody => false;
    }
}
