using System.Globalization;
using System.Text;

namespace Tollgate.Gateway.Limits;

/// <summary><c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers), as structured fields (RFC 9651).</summary>
internal static class RateLimitFields
{
    public const string PolicyName = "RateLimit-Policy";
    public const string Name = "RateLimit";

    private const int LongestItem = 128;

    public static string Policy(LimitModel[] limits, string[] names)
    {
        var text = new StringBuilder();
        for (var index = 0; index < limits.Length; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(index == 0 ? "" : ", ")}\"{names[index]}\";q={limits[index].Requests};w={limits[index].Period / TimeSpan.TicksPerSecond}");
        }

        return text.ToString();
    }

    /// <summary>One string, and nothing else, per answer.</summary>
    public static string Format(string[] names, ReadOnlySpan<LimitReading> readings)
    {
        Span<char> buffer = stackalloc char[Math.Min(names.Length, 8) * LongestItem];
        if (names.Length > 8)
        {
            buffer = new char[names.Length * LongestItem];
        }

        var length = 0;
        for (var index = 0; index < names.Length; index++)
        {
            var (remaining, reset) = readings[index];
            buffer[length..].TryWrite(CultureInfo.InvariantCulture, $"{(index == 0 ? "" : ", ")}\"{names[index]}\";r={remaining};t={reset}", out var written);
            length += written;
        }

        return new string(buffer[..length]);
    }
}
