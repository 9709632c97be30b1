using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Platform.Http;

/// <summary>Writes problems as responses: the only place where the product turns an error into bytes.</summary>
public static class ProblemWriter
{
    /// <summary>The media type of RFC 9457.</summary>
    public const string ContentType = "application/problem+json";

    private const int TraceParentLength = 55;
    private const int TraceIdLength = 32;
    private static readonly SearchValues<char> TraceIdDigits = SearchValues.Create("0123456789abcdef");

    // Never part of a page: the media type is not HTML, and apostrophes in the text stay readable.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Answers with a problem and replaces what was set on the response so far. A response that has started can't be
    /// taken back: its connection is aborted, so that no client takes the part for the whole.
    /// </summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(problem);

        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        response.Clear();
        response.StatusCode = problem.Type.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in problem.Headers)
        {
            response.Headers.Append(name, value);
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var body = Serialize(problem, TraceId(context));
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>
    /// The id that finds this request in traces and logs, always a W3C trace id: that of the current activity; when nobody records any, the one that
    /// the caller sent as <c>traceparent</c> (the gateway always does, and logs it); without both a new one, which the request keeps as its
    /// <see cref="HttpContext.TraceIdentifier"/>.
    /// </summary>
    public static string TraceId(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? activity.TraceId.ToHexString()
            : TraceIdOf(context.Request.Headers.TraceParent) ?? OwnTraceId(context);
    }

    // The host's own id names a connection, which is in no trace. Kept, so that the answer and the logs say the same.
    private static string OwnTraceId(HttpContext context)
    {
        if (context.TraceIdentifier is not { Length: TraceIdLength } id || id.AsSpan().ContainsAnyExcept(TraceIdDigits))
        {
            context.TraceIdentifier = ActivityTraceId.CreateRandom().ToHexString();
        }

        return context.TraceIdentifier;
    }

    private static string? TraceIdOf(StringValues traceParent) =>
        traceParent is [{ Length: TraceParentLength } parent] && parent.StartsWith("00-", StringComparison.Ordinal) && ActivityContext.TryParse(parent, null, out var caller)
            ? caller.TraceId.ToHexString()
            : null;

    private static ReadOnlyMemory<byte> Serialize(Problem problem, string traceId)
    {
        var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", problem.Type.Uri);
            json.WriteString("title", problem.Type.Title);
            json.WriteNumber("status", problem.Type.Status);
            json.WriteString("detail", problem.Detail);
            json.WriteString("traceId", traceId);
            if (problem.ViolatedPolicies.Count > 0)
            {
                json.WriteStartArray("violated-policies");
                foreach (var policy in problem.ViolatedPolicies)
                {
                    json.WriteStringValue(policy);
                }

                json.WriteEndArray();
            }

            if (problem.Errors.Count > 0)
            {
                json.WriteStartArray("errors");
                foreach (var error in problem.Errors)
                {
                    json.WriteStartObject();
                    json.WriteString("pointer", error.Pointer);
                    json.WriteString("detail", error.Detail);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
