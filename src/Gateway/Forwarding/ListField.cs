using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Header fields whose value is a comma-separated list (RFC 9110 section 5.6.1).</summary>
internal static class ListField
{
    /// <summary>Whether one of the field's lines lists a member, whatever its case.</summary>
    public static bool Contains(StringValues lines, string member)
    {
        foreach (var line in lines)
        {
            if (Contains(line.AsSpan(), member))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line lists a member, whatever its case.</summary>
    public static bool Contains(ReadOnlySpan<char> line, string member)
    {
        foreach (var range in line.Split(','))
        {
            if (line[range].Trim(" \t").Equals(member, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
