using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Copies a client's header fields to the upstream's request.</summary>
internal static class RequestFields
{
    public static void Copy(HttpContext context, UpstreamMessage message, string? consumedHeader)
    {
        var headers = context.Request.Headers;
        var connection = new ConnectionOptions(headers.Connection);
        foreach (var (name, values) in headers)
        {
            if (!FieldNames.EndsHereInRequest(name) && !connection.Contains(name) && !name.Equals(consumedHeader, StringComparison.OrdinalIgnoreCase))
            {
                Add(message, name, values);
            }
        }
    }

    /// <summary>The fields that a proxy may not copy blindly but has to say anew.</summary>
    public static void AddTransport(HttpContext context, HttpRequestMessage message)
    {
        var headers = context.Request.Headers;
        if (ListField.Contains(headers.TE, "trailers"))
        {
            message.Headers.TryAddWithoutValidation("TE", "trailers");
            if (message.Version.Major == 1)
            {
                message.Headers.TryAddWithoutValidation("Connection", "TE");
            }
        }

        if (message.Content is RequestBodyContent && headers.Expect.Count > 0 && headers.Expect.ToString().Equals("100-continue", StringComparison.OrdinalIgnoreCase))
        {
            message.Headers.ExpectContinue = true;
        }
    }

    private static void Add(UpstreamMessage message, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            message.Note(values[0]);
            if (!message.Headers.TryAddWithoutValidation(name, values[0]))
            {
                Content(message).Headers.TryAddWithoutValidation(name, values[0]);
            }
        }
        else if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            // HTTP/2 clients may split cookies into several fields; HTTP/1.1 knows only one (RFC 9113 section 8.2.3).
            Add(message, name, string.Join("; ", values.ToArray()));
        }
        else
        {
            foreach (var value in values)
            {
                message.Note(value);
            }

            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                Content(message).Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }
    }

    // The HTTP client keeps fields such as Content-Type on a content, also where there is no body.
    private static HttpContent Content(HttpRequestMessage message) => message.Content ??= new ByteArrayContent([]);
}
