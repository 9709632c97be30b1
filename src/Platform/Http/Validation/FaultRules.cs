using System.Globalization;
using Tollgate.Platform.Values;

namespace Tollgate.Platform.Http.Validation;

/// <summary>The rules that many contracts have, each with its hint.</summary>
public static class FaultRules
{
    /// <summary>Some text on one line: at least one visible character, no control characters.</summary>
    public static void RequireLine(this Faults faults, string pointer, string? value, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (string.IsNullOrWhiteSpace(value) || value.Length > maxLength || value.Any(char.IsControl))
        {
            faults.Add(pointer, string.Create(CultureInfo.InvariantCulture, $"Give 1 to {maxLength} characters without line breaks."));
        }
    }

    /// <summary>Text of several lines, or none.</summary>
    public static void CheckText(this Faults faults, string pointer, string? value, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (value is not null && (value.Length > maxLength || value.Any(symbol => char.IsControl(symbol) && symbol is not ('\n' or '\t'))))
        {
            faults.Add(pointer, string.Create(
                CultureInfo.InvariantCulture, $"Give at most {maxLength} characters; of control characters only line breaks and tabs."));
        }
    }

    /// <summary>A currency that amounts may have.</summary>
    public static void RequireCurrency(this Faults faults, string pointer, string? value)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (value is null || !Currencies.Contains(value))
        {
            faults.Add(pointer, "Give an ISO 4217 code in capitals, such as EUR.");
        }
    }

    /// <summary>An amount of money of at least <paramref name="min"/> minor units.</summary>
    public static void RequireMoney(this Faults faults, string pointer, MoneyDraft? value, long min = 0)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (value is null)
        {
            faults.Add(pointer, "Give an object with currency and amount.");
            return;
        }

        faults.RequireCurrency(pointer + "/currency", value.Currency);
        if (value.Amount is not { } amount || amount < min || amount > Money.MaxAmount)
        {
            faults.Add(pointer + "/amount", string.Create(
                CultureInfo.InvariantCulture, $"Give a whole number of minor units from {min} to {Money.MaxAmount}."));
        }
    }

    /// <summary>The whole number that a query parameter holds; <paramref name="absent"/> where it is missing or wrong.</summary>
    public static long ReadNumber(this Faults faults, string parameter, string? text, long min, long max, long absent)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (text is null)
        {
            return absent;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        faults.Add("query:" + parameter, string.Create(CultureInfo.InvariantCulture, $"Give a whole number from {min} to {max}."));
        return absent;
    }

    /// <summary>The query parameter as it came, with a fault where it is there and wrong.</summary>
    public static string? ReadText(this Faults faults, string parameter, string? text, Predicate<string> isGood, string hint)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(isGood);
        if (text is not null && !isGood(text))
        {
            faults.Add("query:" + parameter, hint);
        }

        return text;
    }
}
