using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Conditional;

/// <summary>Conditional requests (RFC 9110 section 13): the entity tag of a resource is derived from its stored version.</summary>
public static class EntityTags
{
    /// <summary>The tag of a stored version.</summary>
    public static EntityTagHeaderValue Of(ETag version)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(version.Value ?? ""));
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash.AsSpan(0, 12))}\"");
    }

    /// <summary>Tags the answer with the version that it shows, or that a change made.</summary>
    public static void SetEntityTag(this HttpResponse response, ETag version)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ETag = Of(version).ToString();
    }

    /// <summary>
    /// Tags the answer to a read, to be asked for anew each time, and says whether <c>If-None-Match</c> names the version: then the client
    /// has it already and the answer is 304.
    /// </summary>
    public static bool ClientHas(this HttpContext context, ETag version)
    {
        ArgumentNullException.ThrowIfNull(context);

        var current = Of(version);
        context.Response.Headers.ETag = current.ToString();
        context.Response.Headers.CacheControl = "no-cache";
        return EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }

    /// <summary>Why a change may not be made to the stored version, or null when <c>If-Match</c> names it.</summary>
    /// <param name="request">The request for the change.</param>
    /// <param name="stored">The version that is there; null where there is none: that it is gone is then said elsewhere.</param>
    /// <param name="resource">What it is a version of, for a person: <c>product</c>.</param>
    public static Problem? RefuseUnlessMatching(this HttpRequest request, ETag? stored, string resource)
    {
        ArgumentNullException.ThrowIfNull(request);

        var values = request.Headers.IfMatch;
        if (values.Count == 0)
        {
            return new Problem(ProblemTypes.PreconditionRequired, $"Read the {resource} first and send its ETag as If-Match, so that no one's change is lost.");
        }

        if (!EntityTagHeaderValue.TryParseStrictList(values, out var tags))
        {
            return new Problem(ProblemTypes.ValidationFailed, "If-Match can't be read.")
            {
                Errors = [new("header:If-Match", $"Give the ETag of the {resource} as it came, in its quotes.")],
            };
        }

        return stored is not { } version || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Of(version), useStrongComparison: true))
            ? null
            : Stale(resource);
    }

    /// <summary>The answer to a change whose version is no longer the stored one.</summary>
    public static Problem Stale(string resource) => new(
        ProblemTypes.PreconditionFailed, $"Someone changed the {resource} since you read it. Read it again and repeat your change on the new version.");
}
