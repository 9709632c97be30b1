using System.Globalization;
using System.Reflection;
using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Shapes;

/// <summary>Compares a tree of nodes with a shape and reports every difference. What passes can be read as the model's type.</summary>
internal sealed class ShapeCheck(List<ConfigurationError> errors)
{
    // Of one list or map: lists multiply, as the routes, hosts and methods of an API do, and routes inherit whole ones.
    private const int MaxItems = 10_000;

    public void Check(Node node, Shape shape, string pointer)
    {
        if (errors.IsFull())
        {
            return;
        }

        var problem = (shape, node) switch
        {
            (ChoiceShape choice, _) => CheckChoice(node, choice, pointer),
            (AnyShape, _) => CheckAny(node, pointer),
            (_, NullNode) => $"the value is missing: {shape.Expected} is expected; write one or remove the key",
            (ObjectShape expected, MapNode map) => CheckObject(map, expected, pointer),
            (MapShape expected, MapNode map) => CheckMap(map, expected, pointer),
            (ListShape expected, ListNode list) => CheckList(list, expected, pointer),
            (BooleanShape { OnlyTrue: true }, BooleanNode { Value: false }) => "false means nothing here; write true or remove the key",
            (BooleanShape, BooleanNode) => null,
            (IntegerShape expected, NumberNode number) => CheckInteger(number.Text, expected.Range),
            (TextShape or WordShape or DurationShape or SizeShape or TimeShape, TextNode text) => CheckText(text, shape),
            (TextShape or WordShape, NumberNode number) => $"{number.Text} is a number here; write \"{number.Text}\"",
            (TextShape or WordShape, BooleanNode boolean) => $"{Word(boolean)} is a boolean here; write \"{Word(boolean)}\"",
            (DurationShape or SizeShape, NumberNode number) => $"{number.Text} has no unit; {shape.Expected} is expected",
            (BooleanShape, TextNode { Ambiguity: "a boolean" } text) => $"write true or false instead of '{text.Value}'",
            _ => $"{Describe(node)} is not expected here, but {shape.Expected}",
        };
        if (problem is not null)
        {
            errors.Report(node.At.Error(pointer, problem));
        }
    }

    private static string Word(BooleanNode node) => node.Value ? "true" : "false";

    private static string Describe(Node node) => node switch
    {
        MapNode => "a map",
        ListNode => "a list",
        NumberNode number => number.Text,
        BooleanNode boolean => Word(boolean),
        TextNode { Value.Length: <= 40 } text => $"'{text.Value}'",
        TextNode => "a text",
        _ => "null",
    };

    private string? CheckChoice(Node node, ChoiceShape choice, string pointer)
    {
        var fitting = choice.Choices.FirstOrDefault(shape => node switch
        {
            MapNode => shape is ObjectShape or MapShape,
            ListNode => shape is ListShape,
            BooleanNode => shape is BooleanShape,
            TextNode => shape is TextShape or WordShape,
            _ => false,
        });
        if (fitting is null)
        {
            return node is NullNode ? $"the value is missing: {choice.Expected} is expected" : $"{Describe(node)} is not expected here, but {choice.Expected}";
        }

        if (fitting is WordShape words && node is TextNode text && !words.Values.Contains(text.Value))
        {
            return $"'{text.Value}' is not expected here, but {choice.Expected}";
        }

        Check(node, fitting, pointer);
        return null;
    }

    private string? CheckObject(MapNode map, ObjectShape expected, string pointer)
    {
        foreach (var entry in map.Entries)
        {
            var here = JsonPointer.Append(pointer, entry.Key);
            var member = expected.Members.FirstOrDefault(candidate => candidate.Key == entry.Key);
            if (errors.IsFull())
            {
                return null;
            }

            if (member is null)
            {
                var keys = expected.Members.Select(candidate => candidate.Key);
                var suggestion = Suggestion.For(entry.Key, keys);
                errors.Report(entry.At.Error(here, $"'{entry.Key}' is unknown here{(suggestion.Length > 0 ? suggestion : $"; known are {string.Join(", ", keys)}")}"));
            }
            else if (!(member.Nullable && entry.Value is NullNode))
            {
                Check(entry.Value, member.Shape, here);
            }
        }

        var missing = expected.Members.Where(member => member.Required && map.Find(member.Key) is null).ToList();
        return missing.Count == 0
            ? null
            : $"{string.Join(" and ", missing.Select(member => $"'{member.Key}'"))} {(missing.Count == 1 ? "is" : "are")} missing; "
                + $"write {string.Join(" and ", missing.Select(member => $"'{member.Key}: {member.Property.GetCustomAttribute<ExampleAttribute>()?.Text ?? "…"}'"))}";
    }

    private string? CheckAny(Node node, string pointer)
    {
        switch (node)
        {
            case MapNode map:
                return CheckMap(map, new MapShape(new AnyShape()), pointer);
            case ListNode list:
                return CheckList(list, new ListShape(new AnyShape()), pointer);
            case TextNode text:
                return CheckText(text, new TextShape());
            default:
                return null;
        }
    }

    private string? CheckMap(MapNode map, MapShape expected, string pointer)
    {
        if (map.Entries.Count > MaxItems)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a map has at most {MaxItems} keys, this one has {map.Entries.Count}; split it");
        }

        foreach (var entry in map.Entries)
        {
            Check(entry.Value, expected.Value, JsonPointer.Append(pointer, entry.Key));
        }

        return null;
    }

    private string? CheckList(ListNode list, ListShape expected, string pointer)
    {
        if (list.Items.Count > MaxItems)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a list has at most {MaxItems} items, this one has {list.Items.Count}; split it");
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            Check(list.Items[i], expected.Item, JsonPointer.Append(pointer, i));
        }

        return null;
    }

    private static string? CheckInteger(string text, BetweenAttribute? range)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return $"{text} is not a whole number that fits in 32 bits";
        }

        return range is null || (value >= int.Parse(range.From, CultureInfo.InvariantCulture) && value <= int.Parse(range.To, CultureInfo.InvariantCulture))
            ? null
            : $"{text} is out of range; write {range.From} to {range.To}";
    }

    private static string? CheckText(TextNode node, Shape shape)
    {
        var text = node.Value;
        return shape switch
        {
            TextShape or WordShape when node.Ambiguity is { } other => $"{text} is {other} to some YAML readers; write \"{text}\"",
            TextShape { Form: { } form } expected when !expected.Matches(text) => $"'{text}' is not {form.Expected}",
            WordShape words when !words.Values.Contains(text) => $"'{text}' is not expected here, but {words.Expected}{Suggestion.For(text, words.Values)}",
            DurationShape when !Duration.TryParse(text, out _) => $"'{text}' is not {shape.Expected}",
            DurationShape { Range: { } range } when !InRange(text, range) => $"{text} is out of range; write {range.From} to {range.To}",
            SizeShape when !ByteSize.TryParse(text, out _) => $"'{text}' is not {shape.Expected}",
            SizeShape { Range: { } range } when !SizeInRange(text, range) => $"{text} is out of range; write {range.From} to {range.To}",
            TimeShape when !IsTime(text) => $"'{text}' is not {shape.Expected} (RFC 3339, with an offset)",
            _ => null,
        };
    }

    private static bool InRange(string text, BetweenAttribute range) =>
        Duration.TryParse(text, out var value) && Duration.TryParse(range.From, out var from) && Duration.TryParse(range.To, out var to)
        && value.Value >= from.Value && value.Value <= to.Value;

    private static bool SizeInRange(string text, BetweenAttribute range) =>
        ByteSize.TryParse(text, out var value) && ByteSize.TryParse(range.From, out var from) && ByteSize.TryParse(range.To, out var to)
        && value.Value >= from.Value && value.Value <= to.Value;

    private static bool IsTime(string text) =>
        text.Length is >= 20 and <= 35 && (text[^1] == 'Z' || text[^6] is '+' or '-')
        && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
