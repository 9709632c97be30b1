using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tollgate.Platform.Http;

/// <summary>Says where a JSON document breaks the contract, without the serializer's own words: those name our types.</summary>
public static class JsonFault
{
    /// <summary>The fault with the JSON pointer (RFC 6901) of its place.</summary>
    public static ProblemError Describe(JsonException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        var pointer = PointerOf(exception.Path ?? "$");
        if (exception is { InnerException: JsonException } or { Path: null })
        {
            var line = (exception.LineNumber ?? 0) + 1;
            var position = (exception.BytePositionInLine ?? 0) + 1;
            return new ProblemError(pointer, string.Create(
                CultureInfo.InvariantCulture, $"This is not well-formed JSON: line {line}, byte {position}."));
        }

        return new ProblemError(pointer, exception.Message switch
        {
            var text when text.Contains("could not be mapped", StringComparison.Ordinal) => "The contract has no such member. Remove or rename it.",
            var text when text.Contains("uplicate", StringComparison.Ordinal) => "The member appears more than once.",
            var text when text.Contains("missing required", StringComparison.Ordinal) => "A required member is missing.",
            _ => "The value has another type or form than the contract says.",
        });
    }

    // The serializer's path is "$.price.amount", "$.tags[0]" or "$['odd name']".
    private static string PointerOf(string path)
    {
        var pointer = new StringBuilder("#");
        var rest = path.AsSpan(1);
        while (!rest.IsEmpty)
        {
            var (segment, length) = NextSegment(rest);
            pointer.Append('/').Append(segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            rest = rest[length..];
        }

        return pointer.ToString();
    }

    private static (string Segment, int Length) NextSegment(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("['") && rest.IndexOf("']") is var quote and > 0)
        {
            return (rest[2..quote].ToString(), quote + 2);
        }

        if (rest[0] == '[' && rest.IndexOf(']') is var bracket and > 0)
        {
            return (rest[1..bracket].ToString(), bracket + 1);
        }

        var end = rest[1..].IndexOfAny('.', '[');
        return end < 0 ? (rest[1..].ToString(), rest.Length) : (rest[1..(end + 1)].ToString(), end + 1);
    }
}
