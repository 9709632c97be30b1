using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>The key of a request, bound to who sent it: two callers may use the same key for different things.</summary>
public sealed class IdempotencyKey
{
    /// <summary>The header field.</summary>
    public const string HeaderName = "Idempotency-Key";

    /// <summary>Characters that a key may have.</summary>
    public const int MaxLength = 255;

    private static readonly Problem Missing = new(
        ProblemTypes.IdempotencyKeyInvalid, "Send an Idempotency-Key, such as a new UUID, so that the request can be repeated without harm.");

    private static readonly Problem Malformed = new(
        ProblemTypes.IdempotencyKeyInvalid, $"Send one Idempotency-Key of 1 to {MaxLength} visible ASCII characters without quotes, backslashes and commas inside.")
    {
        Errors = [new("header:Idempotency-Key", "Give one key of a form that keys may have.")],
    };

    private readonly byte[] _digest;

    internal IdempotencyKey(ICaller caller, string value)
    {
        Tenant = caller.Tenant;
        _digest = Hash(caller.Issuer, caller.Tenant, caller.Consumer, value);
    }

    internal string Tenant { get; }

    internal string Partition => $"{Tenant}|{Row[..2]}";

    internal string Row => Convert.ToHexStringLower(_digest);

    /// <summary>
    /// The id of what the request creates: a UUID (version 8, RFC 9562 section 5.8) that follows from caller and key, so that a second try after a crash creates the
    /// same thing, which an insert then finds. Without a key a new, time-ordered one.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What is created, for requests that create several things.</param>
    public static Guid NewId(HttpContext context, string kind)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IdempotencyKey>() is { } key
            ? key.Derive(kind)
            : Guid.CreateVersion7(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
    }

    /// <summary>Why a request that needs a key is refused; null where its header field holds one key of a form that keys may have.</summary>
    /// <param name="field">The header field.</param>
    /// <param name="value">The key in it; null where it is refused.</param>
    public static Problem? Refuse(StringValues field, out string? value)
    {
        value = field.Count == 1 ? Parse(field[0]) : null;
        return value is not null ? null : field.Count == 0 ? Missing : Malformed;
    }

    /// <summary>
    /// The key in a header value: 1 to 255 visible ASCII characters other than quotes, backslashes and commas; as a structured string
    /// (RFC 9651 section 3.3.3) or bare. Null where it is something else.
    /// </summary>
    internal static string? Parse(string? header)
    {
        var text = header is ['"', .. var inner, '"'] ? inner : header;
        return text is { Length: > 0 and <= MaxLength } && text.All(symbol => symbol is > ' ' and < '\x7f' and not ('"' or '\\' or ',')) ? text : null;
    }

    private Guid Derive(string kind)
    {
        Span<byte> bytes = SHA256.HashData([.. _digest, .. Encoding.UTF8.GetBytes(kind)]).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    // Each part with its length before it: no two lists of parts give the same bytes.
    private static byte[] Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
