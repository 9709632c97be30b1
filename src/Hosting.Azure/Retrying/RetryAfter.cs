using System.Globalization;
using Azure;

namespace Tollgate.Hosting.Azure.Retrying;

/// <summary>How long a service asks to wait.</summary>
internal static class RetryAfter
{
    private static readonly string[] InMilliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>The wait, milliseconds before seconds; null where the answer doesn't say.</summary>
    public static TimeSpan? Of(Response? response)
    {
        if (response is null)
        {
            return null;
        }

        foreach (var name in InMilliseconds)
        {
            if (response.Headers.TryGetValue(name, out var text) && TryParse(text, out var milliseconds))
            {
                return TimeSpan.FromMilliseconds(milliseconds);
            }
        }

        return response.Headers.TryGetValue("Retry-After", out var value) && TryParse(value, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static bool TryParse(string? text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
