using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace Tollgate.Platform.Events;

/// <summary>What the attributes of an event may look like, so that every bus can carry it.</summary>
internal static class CloudEventRules
{
    // The limits of Service Bus for a message's and a session's id.
    private const int MaxId = 128;
    private const int MaxSubject = 128;
    private const int MaxType = 128;
    private const int MaxSource = 256;
    private const int MaxTenant = 64;
    private const int MaxTraceState = 512;

    private static readonly SearchValues<char> NotInUri = SearchValues.Create("\"<>\\^`{|}");

    /// <summary>The first rule that an event breaks, or null.</summary>
    public static string? FindProblem(CloudEvent source) =>
        !IsText(source.Id, 1, MaxId) ? $"id must have 1 to {MaxId} characters, none of them a control character"
        : !IsUriReference(source.Source) ? $"source must be a URI reference of 1 to {MaxSource} ASCII characters"
        : !IsType(source.Type) ? TypeRule
        : !IsText(source.Subject, 1, MaxSubject) ? $"subject must have 1 to {MaxSubject} characters, none of them a control character"
        : !IsText(source.Tenant, 0, MaxTenant) ? $"tenant must have at most {MaxTenant} characters, none of them a control character"
        : source.Data.ValueKind is JsonValueKind.Undefined ? "it has no data"
        : null;

    public static string TypeRule { get; } =
        $"type must have 1 to {MaxType} lower-case letters, digits, hyphens and dots, and begin and end with a letter or digit, as in 'orders.order-confirmed.v1'";

    public static bool IsType(string? type)
    {
        if (type is not { Length: >= 1 and <= MaxType } || !char.IsAsciiLetterOrDigit(type[0]) || !char.IsAsciiLetterOrDigit(type[^1]))
        {
            return false;
        }

        foreach (var c in type)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value itself, or null where it can't be read: a broken trace context is ignored, never an error (W3C Trace Context, section 3.2).</summary>
    public static string? ValidTraceParent(string? value) => ActivityContext.TryParse(value, null, out _) ? value : null;

    /// <inheritdoc cref="ValidTraceParent"/>
    public static string? ValidTraceState(string? value) =>
        value is { Length: >= 1 and <= MaxTraceState } && !value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? value : null;

    private static bool IsUriReference(string? source) =>
        source is { Length: >= 1 and <= MaxSource }
        && !source.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !source.AsSpan().ContainsAny(NotInUri)
        && Uri.TryCreate(source, UriKind.RelativeOrAbsolute, out _);

    private static bool IsText(string? text, int min, int max)
    {
        if (text is null || text.Length < min || text.Length > max)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
            else if (char.IsControl(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
