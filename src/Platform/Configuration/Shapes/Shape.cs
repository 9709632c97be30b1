using System.Text.RegularExpressions;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Shapes;

/// <summary>What a value in a document may look like; derived from the model, checked against documents, written as a JSON schema.</summary>
internal abstract record Shape
{
    /// <summary>What is expected, to follow "is expected": <c>a text</c>.</summary>
    public abstract string Expected { get; }
}

/// <param name="Form">The form it must have; null for any.</param>
internal sealed record TextShape(FormAttribute? Form = null) : Shape
{
    private readonly Regex? _pattern = Form is null ? null : new Regex(Form.Pattern.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.CultureInvariant);

    public override string Expected => "a text";

    public bool Matches(string text) => _pattern is null || _pattern.IsMatch(text);
}

/// <summary>Whatever JSON can hold, also <c>null</c>.</summary>
internal sealed record AnyShape : Shape
{
    public override string Expected => "a value";
}

/// <param name="Values">The texts that are allowed.</param>
internal sealed record WordShape(IReadOnlyList<string> Values) : Shape
{
    public override string Expected => string.Join(" or ", Values.Select(value => $"'{value}'"));
}

/// <param name="OnlyTrue">Whether <c>false</c> would mean nothing.</param>
internal sealed record BooleanShape(bool OnlyTrue = false) : Shape
{
    public override string Expected => OnlyTrue ? "true" : "true or false";
}

internal sealed record IntegerShape(BetweenAttribute? Range) : Shape
{
    public override string Expected => "a whole number";
}

internal sealed record DurationShape(BetweenAttribute? Range) : Shape
{
    public override string Expected => "a duration such as 500ms, 30s, 5m, 1h or 7d";
}

internal sealed record SizeShape(BetweenAttribute? Range) : Shape
{
    public override string Expected => "a size such as 512B, 64KiB, 100MiB or 2GiB";
}

internal sealed record TimeShape : Shape
{
    public override string Expected => "a time such as \"2027-01-31T12:00:00Z\"";
}

internal sealed record ListShape(Shape Item) : Shape
{
    public override string Expected => "a list";
}

internal sealed record MapShape(Shape Value) : Shape
{
    public override string Expected => "a map of names and values";
}

/// <param name="Members">The keys in the order of the model.</param>
internal sealed record ObjectShape(IReadOnlyList<Member> Members) : Shape
{
    public override string Expected => "a map of keys and values";
}

/// <summary>One of several shapes that the kind of value tells apart.</summary>
internal sealed record ChoiceShape(IReadOnlyList<Shape> Choices) : Shape
{
    public override string Expected => string.Join(", or ", Choices.Select(choice => choice.Expected));
}

/// <summary>A key of an object.</summary>
/// <param name="Key">The key as it is written.</param>
/// <param name="Shape">Its value.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Nullable">Whether <c>null</c> has a meaning: it removes what would be inherited.</param>
/// <param name="Property">The model's property, for its documentation.</param>
internal sealed record Member(string Key, Shape Shape, bool Required, bool Nullable, System.Reflection.PropertyInfo Property);
