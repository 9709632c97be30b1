using System.Globalization;
using System.Text.Json;

namespace Tollgate.Gateway.Composing;

/// <summary>Finds values in answers.</summary>
internal static class JsonMembers
{
    /// <summary>The value that member names and positions lead to; undefined where there is none.</summary>
    public static JsonElement Find(JsonElement value, string[] keys)
    {
        foreach (var key in keys)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when TryRead(value, key, out var member):
                    value = member;
                    break;
                case JsonValueKind.Array when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength():
                    value = value[index];
                    break;
                default:
                    return default;
            }
        }

        return value;
    }

    /// <summary>A text, number or boolean as it goes into an address.</summary>
    public static ValueState ToText(JsonElement value, out string text)
    {
        text = "";
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return ValueState.Absent;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                text = value.GetRawText();
                return ValueState.Found;
            case JsonValueKind.String:
                return ReadString(value, out text);
            default:
                return ValueState.Unusable;
        }
    }

    private static bool TryRead(JsonElement value, string key, out JsonElement member)
    {
        try
        {
            return value.TryGetProperty(key, out member);
        }
        catch (InvalidOperationException)
        {
            // Another member's name has half a surrogate pair, which can't be compared.
            member = default;
            return false;
        }
    }

    private static ValueState ReadString(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return ValueState.Found;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is a JSON string all the same.
            text = "";
            return ValueState.Unusable;
        }
    }
}
