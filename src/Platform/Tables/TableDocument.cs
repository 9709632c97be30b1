using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Platform.Http;

namespace Tollgate.Platform.Tables;

/// <summary>
/// Values that rows keep as JSON, in the property <c>Doc</c> and, where it is longer than one property may be, in <c>Doc1</c>, <c>Doc2</c> and so on. What a row may
/// hold in all (1 MiB) is left to whoever limits the value.
/// </summary>
public static class TableDocument
{
    private const string Name = "Doc";

    /// <summary>Puts a value into a row.</summary>
    public static TableEntity WithDocument<T>(this TableEntity row, T value)
    {
        ArgumentNullException.ThrowIfNull(row);

        foreach (var (index, part) in JsonSerializer.Serialize(value, JsonRules.Options).Chunk(TableLimits.MaxStringLength).Index())
        {
            row[NameOf(index)] = new string(part);
        }

        return row;
    }

    /// <summary>The value of a row.</summary>
    /// <exception cref="InvalidDataException">The row has none, or another one.</exception>
    public static T ReadDocument<T>(this TableEntity row)
    {
        ArgumentNullException.ThrowIfNull(row);

        var text = new StringBuilder();
        for (var index = 0; row.GetString(NameOf(index)) is { } part; index++)
        {
            text.Append(part);
        }

        try
        {
            return (text.Length > 0 ? JsonSerializer.Deserialize<T>(text.ToString(), JsonRules.Options) : default)
                ?? throw new InvalidDataException($"Row {row.Key} holds no {typeof(T).Name}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Row {row.Key} holds no {typeof(T).Name}: {exception.Message}", exception);
        }
    }

    private static string NameOf(int index) => index == 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}{index}");
}
