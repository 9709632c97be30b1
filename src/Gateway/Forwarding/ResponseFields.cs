using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Copies an upstream's status, header fields and trailers to the client's response.</summary>
internal static class ResponseFields
{
    /// <summary>Throws <see cref="InvalidResponseException"/> on a field that can't be passed on.</summary>
    public static void Copy(HttpResponseMessage upstream, HttpContext context, string requestId)
    {
        var response = context.Response;
        response.StatusCode = (int)upstream.StatusCode;
        var nonValidated = upstream.Headers.NonValidated;
        var connection = new ConnectionOptions(nonValidated.TryGetValues("Connection", out var options) ? options.ToString() : null);
        Copy(nonValidated, response.Headers, connection);
        Copy(upstream.Content.Headers.NonValidated, response.Headers, connection);
        if (CarriesLength(upstream))
        {
            response.ContentLength = upstream.Content.Headers.ContentLength;
        }

        response.Headers.Append(FieldNames.Via, upstream.Version.Major == 2 ? "2.0 " + FieldNames.Pseudonym : "1.1 " + FieldNames.Pseudonym);
        response.Headers[FieldNames.RequestId] = requestId;
    }

    /// <summary>Announces trailers that the upstream announced, where the host can send any: on Kestrel over HTTP/2.</summary>
    public static bool PrepareTrailers(HttpResponseMessage upstream, HttpContext context)
    {
        if (!context.Response.SupportsTrailers())
        {
            return false;
        }

        if (upstream.Headers.NonValidated.TryGetValues("Trailer", out var announced))
        {
            context.Response.Headers.Trailer = Values(announced);
        }

        return true;
    }

    public static void CopyTrailers(HttpResponseMessage upstream, HttpContext context)
    {
        foreach (var (name, values) in upstream.TrailingHeaders.NonValidated)
        {
            if (!FieldNames.EndsHereInTrailers(name))
            {
                context.Response.AppendTrailer(name, Values(values));
            }
        }
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to, ConnectionOptions connection)
    {
        foreach (var (name, values) in from)
        {
            if (!FieldNames.EndsHereInResponse(name) && !connection.Contains(name) && !(FieldNames.IsSetHere(name) && to.ContainsKey(name)))
            {
                Set(to, name, Values(values));
            }
        }
    }

    private static void Set(IHeaderDictionary to, string name, StringValues values)
    {
        try
        {
            to[name] = values;
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidResponseException($"The upstream sent a {name} header with characters that are not allowed there.", exception);
        }
    }

    // A chunked body has no other length, whatever a header says (RFC 9112 section 6.3); 204 and 205 have none at all.
    private static bool CarriesLength(HttpResponseMessage upstream) =>
        upstream.StatusCode is not (System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.ResetContent) && upstream.Headers.TransferEncodingChunked != true;

    private static StringValues Values(HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            return values.ToString();
        }

        var all = new string[values.Count];
        var index = 0;
        foreach (var value in values)
        {
            all[index++] = value;
        }

        return all;
    }
}
