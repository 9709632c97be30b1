using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http;

/// <summary>Turns whatever goes wrong behind it into a problem; the exception goes to the log, never to the client.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, IOptions<HttpLimits> limits, ILogger<ProblemMiddleware> logger)
{
    // What a bare status may have said in its headers and the problem must keep.
    private static readonly string[] KeptHeaders = ["Allow", "Accept", "Accept-Patch", "Retry-After", "WWW-Authenticate"];

    private readonly long _maxBodyBytes = limits.Value.MaxRequestBodyBytes;

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(AddSecurityHeaders, context.Response);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
        {
            bodySize.MaxRequestBodySize = _maxBodyBytes;
        }

        try
        {
            await next(context);
            if (IsBareError(context.Response) && ProblemOfStatus(context) is { } problem)
            {
                await ProblemWriter.WriteAsync(context, problem);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody reads an answer, and nothing is wrong on our side.
        }
        catch (Exception exception)
        {
            await ProblemWriter.WriteAsync(context, ProblemOf(exception, context));
        }
    }

    private static Task AddSecurityHeaders(object state)
    {
        ((HttpResponse)state).Headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null } && string.IsNullOrEmpty(response.ContentType);

    private Problem? ProblemOfStatus(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var type = status is StatusCodes.Status404NotFound && context.GetEndpoint() is null
            ? ProblemTypes.RouteNotFound
            : ProblemTypes.OfStatus(status);
        if (type is null)
        {
            return null;
        }

        var headers =
            from name in KeptHeaders
            from value in context.Response.Headers[name]
            select KeyValuePair.Create(name, value!);
        return new Problem(type, DetailOf(type)) { Headers = [.. headers] };
    }

    private string DetailOf(ProblemType type) => type == ProblemTypes.BodyTooLarge
        ? string.Create(CultureInfo.InvariantCulture, $"The body may have {_maxBodyBytes} bytes at most.")
        : type.Title + ".";

    private Problem ProblemOf(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                return Invalid(JsonFault.Describe(json));
            case BadHttpRequestException bad when bad.GetType() == typeof(BadHttpRequestException) && bad.StatusCode is 400:
                return new Problem(ProblemTypes.ValidationFailed, "The body or a required parameter is missing or can't be read.");
            case BadHttpRequestException bad when ProblemTypes.OfStatus(bad.StatusCode) is { } type:
                return new Problem(type, DetailOf(type));
            case TableStoreException { Fault: TableFault.Unavailable or TableFault.Throttled } fault:
                logger.StoreUnavailable(fault);
                return Unavailable(fault.RetryAfter);
            case ServiceUnavailableException unavailable:
                logger.ServiceUnavailable(unavailable, unavailable.Service);
                return new Problem(ProblemTypes.DependencyUnavailable, "Another service that is needed does not answer at the moment. Try again shortly.")
                {
                    Headers = [new("Retry-After", "1")],
                };
            default:
                logger.Unhandled(exception, context.GetEndpoint()?.DisplayName, ProblemWriter.TraceId(context));
                return new Problem(ProblemTypes.InternalError, "The request could not be completed. The trace id finds the cause in the logs.");
        }
    }

    private static Problem Invalid(ProblemError error) =>
        new(ProblemTypes.ValidationFailed, "The body does not match the contract; 'errors' says where.") { Errors = [error] };

    private static Problem Unavailable(TimeSpan? retryAfter)
    {
        var seconds = Math.Max(1, Math.Ceiling(retryAfter?.TotalSeconds ?? 1));
        return new Problem(ProblemTypes.DependencyUnavailable, "The service can't reach its data at the moment. Try again shortly.")
        {
            Headers = [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))],
        };
    }
}
