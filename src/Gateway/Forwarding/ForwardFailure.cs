using System.Security.Authentication;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Says what an exception on the way means.</summary>
internal static class ForwardFailure
{
    /// <summary>Whether it comes from a client, an upstream or the network, and not from a bug.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException or IOException or AuthenticationException or InvalidResponseException;

    /// <summary>The meaning of an exception before the response started.</summary>
    public static ForwardError BeforeResponse(Exception exception, Exchange exchange, RequestBodyContent? body, bool headersReceived)
    {
        if (body?.ClientError is { } clientError)
        {
            return OfClient(clientError);
        }

        if (exchange.ClientGone)
        {
            return ForwardError.ClientAborted;
        }

        if (exchange.Expired)
        {
            return body switch
            {
                { WaitsForClient: true } => ForwardError.RequestBodyTooSlow,
                { HasEnded: false } => ForwardError.IdleTimeout,
                _ => headersReceived ? ForwardError.IdleTimeout : ForwardError.ResponseTimeout,
            };
        }

        return exception switch
        {
            BadHttpRequestException => OfClient(exception),
            OperationCanceledException { InnerException: TimeoutException } => ForwardError.ConnectTimeout,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                    or HttpRequestError.VersionNegotiationError
            } => ForwardError.Connect,
            _ => ForwardError.BadResponse,
        };
    }

    /// <summary>The meaning of an exception after the response started.</summary>
    public static ForwardError AfterResponse(Exchange exchange) =>
        exchange.ClientGone ? ForwardError.ClientAborted : exchange.Expired ? ForwardError.IdleTimeout : ForwardError.ResponseAborted;

    private static ForwardError OfClient(Exception error) => error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ForwardError.RequestBodyTooLarge,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => ForwardError.RequestBodyTooSlow,
        BadHttpRequestException => ForwardError.RequestBody,
        _ => ForwardError.ClientAborted,
    };
}
