using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Why a request was not forwarded, or not to the end.</summary>
internal enum ForwardError
{
    None,

    /// <summary>No connection: refused, unknown host, failed TLS handshake, no common protocol.</summary>
    Connect,

    /// <summary>No connection within the connect timeout.</summary>
    ConnectTimeout,

    /// <summary>The upstream broke off before its headers were complete, or sent something that is not HTTP.</summary>
    BadResponse,

    /// <summary>No response headers within the response timeout after the request was sent.</summary>
    ResponseTimeout,

    /// <summary>Nothing moved for the idle timeout. Before the response started: the upstream took no more of the body, or sent none of its own.</summary>
    IdleTimeout,

    /// <summary>The client left. There is nobody to answer.</summary>
    ClientAborted,

    /// <summary>The client's body is not well-formed.</summary>
    RequestBody,

    /// <summary>The client's body exceeds the limit set on the request.</summary>
    RequestBodyTooLarge,

    /// <summary>The client sends its body too slowly.</summary>
    RequestBodyTooSlow,

    /// <summary>The upstream broke off inside its body after the response had started; the client's connection was aborted.</summary>
    ResponseAborted,

    /// <summary>There was an answer, and whoever reviews answers kept it from the client.</summary>
    Withheld,
}

internal static class ForwardErrorExtensions
{
    private static readonly Problem Connect = new(ProblemTypes.UpstreamFailed, "No connection to the upstream could be opened. Try again later.");
    private static readonly Problem ConnectTimeout = new(ProblemTypes.UpstreamTimeout, "No connection to the upstream could be opened in time. Try again later.");
    private static readonly Problem BadResponse = new(ProblemTypes.UpstreamFailed, "The upstream broke off or sent an answer that is not valid HTTP. The request may have had an effect.");
    private static readonly Problem ResponseTimeout = new(ProblemTypes.UpstreamTimeout, "The upstream did not answer in time. The request may have had an effect.");
    private static readonly Problem IdleTimeout = new(ProblemTypes.UpstreamTimeout, "The upstream stopped in the middle of the exchange. The request may have had an effect.");
    private static readonly Problem RequestBody = new(ProblemTypes.MalformedRequest, "The request body is not well-formed. Check the chunked coding and the length of the body.");
    private static readonly Problem RequestBodyTooLarge = new(ProblemTypes.BodyTooLarge, "The request body is larger than this operation accepts.");
    private static readonly Problem RequestBodyTooSlow = new(ProblemTypes.RequestTimeout, "The request body arrived too slowly. Send it again.");

    extension(ForwardError error)
    {
        /// <summary>Whether it says something about the upstream's server.</summary>
        public bool IsOfUpstream() => error is ForwardError.Connect or ForwardError.ConnectTimeout or ForwardError.BadResponse or ForwardError.ResponseTimeout
            or ForwardError.IdleTimeout or ForwardError.ResponseAborted;

        /// <summary>The answer that the client gets; null where there is none to give: no error, a client that left, a response that had started.</summary>
        public Problem? ToProblem() => error switch
        {
            ForwardError.Connect => Connect,
            ForwardError.ConnectTimeout => ConnectTimeout,
            ForwardError.BadResponse => BadResponse,
            ForwardError.ResponseTimeout => ResponseTimeout,
            ForwardError.IdleTimeout => IdleTimeout,
            ForwardError.RequestBody => RequestBody,
            ForwardError.RequestBodyTooLarge => RequestBodyTooLarge,
            ForwardError.RequestBodyTooSlow => RequestBodyTooSlow,
            _ => null,
        };
    }
}
