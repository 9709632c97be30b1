using FsCheck;
using FsCheck.Fluent;
using Tollgate.Notifications.Templates;

namespace Tollgate.Notifications.Tests.Templates;

public sealed class TemplateTextTests
{
    private static readonly TemplateModel Model = new(
        new Dictionary<string, string> { ["customer"] = "<b>Ada\r\nBcc: x</b>", ["order"] = "7" },
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>
        {
            ["lines"] = [new Dictionary<string, string> { ["product"] = "A" }, new Dictionary<string, string> { ["product"] = "{{order}}" }],
        },
        new HashSet<string> { "late" });

    [Theory]
    [InlineData("No placeholders", "No placeholders")]
    [InlineData("Order {{order}}{{ order }}!", "Order 77!")]
    [InlineData("{{#lines}}{{product}} of {{order}};{{/lines}}", "A of 7;{{order}} of 7;")]
    [InlineData("{{#late}}late {{order}}{{/late}}{{#early}}early{{/early}}", "late 7")]
    [InlineData("{ {order} }", "{ {order} }")]
    [InlineData("{{missing}}", "")]
    public void Values_take_the_place_of_their_names(string source, string expected)
    {
        var text = TemplateText.Parse(source).Text!.Render(Model, TextKind.Plain);

        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("{{order", "not closed")]
    [InlineData("order}}", "without a '{{'")]
    [InlineData("{{}}", "no placeholder")]
    [InlineData("{{ 1 + 1 }}", "no placeholder")]
    [InlineData("{{order.GetType()}}", "no placeholder")]
    [InlineData("{{##lines}}{{/lines}}", "no placeholder")]
    [InlineData("{{#lines}}", "is not closed")]
    [InlineData("{{/lines}}", "not open")]
    [InlineData("{{#lines}}{{/late}}", "not open")]
    [InlineData("{{#lines}}{{#late}}{{/late}}{{/lines}}", "contain each other")]
    public void What_is_no_placeholder_is_a_fault(string source, string fault)
    {
        var (text, said) = TemplateText.Parse(source);

        Assert.Null(text);
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_escapes_values_and_nothing_else()
    {
        var text = TemplateText.Parse("<p title=\"{{customer}}\">{{order}}</p>").Text!.Render(Model, TextKind.Html);

        Assert.Equal("<p title=\"&lt;b&gt;Ada\r\nBcc: x&lt;/b&gt;\">7</p>", text);
    }

    [Fact]
    public void A_subject_stays_on_one_line()
    {
        var text = TemplateText.Parse("For {{customer}}").Text!.Render(Model, TextKind.Line);

        Assert.Equal("For <b>Ada  Bcc: x</b>", text);
    }

    [Fact]
    public void A_rendering_is_never_longer_than_was_reckoned()
    {
        var sources = Gen.Elements("{{order}}", "x", "{{#lines}}{{product}}, {{/lines}}", "{{#late}}yes{{/late}}").ListOf().Select(string.Concat);

        Prop.ForAll(sources.ToArbitrary(), source =>
        {
            var text = TemplateText.Parse(source).Text!;

            return text.Render(Model, TextKind.Plain).Length <= text.LongestRendering(value: 20, items: 2);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_comes_in_is_a_text_or_a_fault()
    {
        var sources = Gen.Elements("{{", "}}", "#", "/", "lines", "order", " ", "\n", "é").ListOf().Select(string.Concat);

        Prop.ForAll(sources.ToArbitrary(), source =>
        {
            var (text, fault) = TemplateText.Parse(source);

            return (text is null) == (fault is not null);
        }).QuickCheckThrowOnFailure();
    }
}
