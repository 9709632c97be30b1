using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Tollgate.Gateway.Forwarding;

/// <summary>
/// Sends a client's request to an upstream and the answer back, both bodies piece by piece as they arrive. It never writes an error of its own:
/// a failure before the response has started leaves the response as if nothing had happened; one after that aborts the client's connection,
/// so that no client takes a part for the whole.
/// </summary>
internal sealed class Forwarder(TimeProvider clock)
{
    private readonly Exchange.Pool _exchanges = new(clock);

    public async ValueTask<ForwardOutcome> ForwardAsync(HttpContext context, ForwardRequest request)
    {
        if (ExceedsLimit(context))
        {
            return new ForwardOutcome(ForwardError.RequestBodyTooLarge, null, 0, 0, 0, TimeSpan.Zero);
        }

        var started = clock.GetTimestamp();
        var timeToFirstByte = TimeSpan.Zero;
        var exchange = _exchanges.Rent(request.ResponseTimeout, context.RequestAborted);
        var body = UpstreamRequest.HasBody(context)
            ? new RequestBodyContent(context.Request.BodyReader, exchange, request.ResponseTimeout, request.IdleTimeout, request.Replay)
            : null;
        HttpResponseMessage? response = null;
        try
        {
            var upgrade = body is null && UpgradeTunnel.IsRequested(context, request.Client);
            response = await request.Client.SendAsync(UpstreamRequest.Create(context, request, body, upgrade), exchange.Token);
            var answered = clock.GetTimestamp();
            timeToFirstByte = clock.GetElapsedTime(started, answered);
            if (request.Review?.Withholds(response, body, clock.GetElapsedTime(0, answered)) is true)
            {
                return new ForwardOutcome(ForwardError.Withheld, null, (int)response.StatusCode, body?.BytesRead ?? 0, 0, timeToFirstByte);
            }

            if (body is { HasEnded: false })
            {
                FlowBothWays(context, body);
            }

            var error = await AnswerAsync(context, request, response, exchange, upgrade);
            return new ForwardOutcome(error, null, (int)response.StatusCode, body?.BytesRead ?? 0, exchange.BytesOut, timeToFirstByte);
        }
        catch (Exception exception) when (ForwardFailure.IsExpected(exception))
        {
            var error = Fail(context, exception, exchange, body, response);
            return new ForwardOutcome(error, exception, (int)(response?.StatusCode ?? 0), body?.BytesRead ?? 0, exchange.BytesOut, timeToFirstByte);
        }
        finally
        {
            response?.Dispose();
            if (body is { HasEnded: false })
            {
                exchange.Stop();
                await body.StopAsync();
            }

            _exchanges.Return(exchange);
        }
    }

    private static bool ExceedsLimit(HttpContext context) =>
        context.Request.ContentLength is { } length && context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize < length;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ForwardError> AnswerAsync(
        HttpContext context, ForwardRequest request, HttpResponseMessage response, Exchange exchange, bool upgrade)
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols && upgrade)
        {
            return await UpgradeTunnel.RunAsync(context, response, exchange, request.Trace, request.IdleTimeout);
        }

        if ((int)response.StatusCode < 200)
        {
            throw new InvalidResponseException($"The upstream answered with status {(int)response.StatusCode}, which is none.");
        }

        ResponseFields.Copy(response, context, request.Trace.RequestId);
        if (!MayHaveBody(context, response))
        {
            return ForwardError.None;
        }

        var trailers = ResponseFields.PrepareTrailers(response, context);
        var length = response.Version.Major == 1 ? response.Content.Headers.ContentLength : null;
        if (!await ResponseBodyCopy.RunAsync(response.Content.ReadAsStream(), length, context.Response.BodyWriter, exchange, request.IdleTimeout))
        {
            return ForwardError.ClientAborted;
        }

        if (trailers)
        {
            ResponseFields.CopyTrailers(response, context);
        }

        return ForwardError.None;
    }

    private static bool MayHaveBody(HttpContext context, HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified) && !HttpMethods.IsHead(context.Request.Method);

    // The upstream answers a body that still arrives: a conversation, in which the client may well be silent for a while.
    private static void FlowBothWays(HttpContext context, RequestBodyContent body)
    {
        body.ResponseStarted();
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static ForwardError Fail(HttpContext context, Exception exception, Exchange exchange, RequestBodyContent? body, HttpResponseMessage? response)
    {
        // Bytes that the server has but hasn't sent yet can't be taken back either: the next answer would begin with them.
        if (context.Response.HasStarted || exchange.BytesOut > 0)
        {
            // Asked first: aborting the connection looks like a client that left.
            var error = ForwardFailure.AfterResponse(exchange);
            context.Abort();
            return error;
        }

        if (response is not null)
        {
            context.Response.Clear();
        }

        return ForwardFailure.BeforeResponse(exception, exchange, body, headersReceived: response is not null);
    }
}
