using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Products;

/// <summary>Conditional requests (RFC 9110 section 13): the entity tag of a product is derived from its stored version.</summary>
internal static class EntityTags
{
    public static EntityTagHeaderValue Of(ETag version)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(version.Value ?? ""));
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash.AsSpan(0, 12))}\"");
    }

    /// <summary>Whether <c>If-None-Match</c> names the current version: the client has it already.</summary>
    public static bool ClientHas(HttpRequest request, EntityTagHeaderValue current)
    {
        var values = request.Headers.IfNoneMatch;
        return EntityTagHeaderValue.TryParseList(values, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }

    /// <summary>Why a change may not be made to the current version, or null when <c>If-Match</c> names it.</summary>
    public static Problem? RefuseUnlessMatching(HttpRequest request, EntityTagHeaderValue? current)
    {
        var values = request.Headers.IfMatch;
        if (values.Count == 0)
        {
            return new Problem(ProblemTypes.PreconditionRequired, "Read the product first and send its ETag as If-Match, so that no one's change is lost.");
        }

        if (!EntityTagHeaderValue.TryParseStrictList(values, out var tags))
        {
            return new Problem(ProblemTypes.ValidationFailed, "If-Match can't be read.")
            {
                Errors = [new("header:If-Match", "Give the ETag of the product as it came, in its quotes.")],
            };
        }

        // Without a current version there is nothing to compare: that it is gone is said elsewhere.
        return current is null || tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true)) ? null : Stale;
    }

    public static Problem Stale { get; } = new(
        ProblemTypes.PreconditionFailed, "Someone changed the product since you read it. Read it again and repeat your change on the new version.");
}
