using System.Text;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Documents;

namespace Tollgate.Platform.Tests.Configuration.Documents;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("api: [", "a.yaml:2:1: this is not YAML: ")]
    [InlineData("api: a\npath: /a\n  upstream: b\n", "a.yaml:3:11: this is not YAML: found invalid mapping; check indentation, brackets and quotes here and in the line above")]
    [InlineData("api: a\npath: /a\nroutes:\n\t- match: GET /\n", "a.yaml:4:1: YAML is indented with spaces; replace the tab")]
    [InlineData("api: a\n\tpath: /a", "a.yaml:2:1: YAML is indented with spaces; replace the tab")]
    [InlineData("api: &x a\n", "a.yaml:1:6: the anchor '&x' is not supported; remove it, or share settings through a policy and 'use'")]
    [InlineData("api: *x\n", "a.yaml:1:6: the alias '*x' is not supported; write the value out, or share settings through a policy and 'use'")]
    [InlineData("api: !!str a\n", "a.yaml:1:6: the tag 'tag:yaml.org,2002:str' is not supported; remove it and put texts in quotes")]
    [InlineData("api: a\n<<: { path: /a }\n", "a.yaml:2:1: the merge key '<<' is not supported; share settings through a policy and 'use'")]
    [InlineData("api: a\npath: /a\npath: /b\n", "a.yaml:3:1: 'path' appears twice; remove one")]
    [InlineData("api: a\n1: x\n", "a.yaml:2:1: the key 1 is a number; write \"1\"")]
    [InlineData("api: a\non: x\n", "a.yaml:2:1: the key 'on' is a boolean to some YAML readers; write \"on\"")]
    [InlineData("api: a\ntrue: x\n", "a.yaml:2:1: a key is a text; put it in quotes")]
    [InlineData("api: a\n? [a, b]\n: x\n", "a.yaml:2:3: a key is a text; put it in quotes")]
    [InlineData("just text\n", "a.yaml:1:1: a resource is expected here: keys and values, the first key naming the kind, as in 'api: orders'")]
    [InlineData("api: a\u0007\n", "a.yaml:1:7: the control character U+0007 is not allowed; remove it")]
    [InlineData("api: \0\n", "a.yaml:1:6: the control character U+0000 is not allowed; remove it")]
    public void Yaml_that_is_not_plain_data_is_refused_where_it_stands(string text, string message)
    {
        var error = OnlyError("a.yaml", Encoding.UTF8.GetBytes(text));

        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"api\":\n  tru}", "a.json:2:6: this is not JSON: 'tru}' is an invalid JSON literal. Expected the literal 'true'")]
    [InlineData("{\"api\": \"a\",\n  \"é\": 1, \"api\": 2}", "a.json:2:11: 'api' appears twice; remove one")]
    [InlineData("{\"api\": 1,}", "a.json:1:11: this is not JSON: the JSON object contains a trailing comma at the end; remove it")]
    [InlineData("{} {}", "a.json:1:4: this is not JSON: ")]
    [InlineData("", "a.json:1:1: this is not JSON: ")]
    [InlineData("{\"api\": \"\\ud800\"}", "a.json:1:9: the text has half of a surrogate pair")]
    [InlineData("3", "a.json:1:1: a resource is expected here")]
    public void Text_that_is_not_json_is_refused_where_it_stands(string text, string message)
    {
        var error = OnlyError("a.json", Encoding.UTF8.GetBytes(text));

        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_encodings_are_named()
    {
        var latin = OnlyError("a.yaml", [.. "api: a\ntitle: caf"u8, 0xE9, .. "\n"u8]);
        var utf16 = OnlyError("a.yaml", [0xFF, 0xFE, 0x61, 0x00]);

        Assert.Equal("a.yaml:2:11: the file is not UTF-8 from here on; save it as UTF-8", latin);
        Assert.Equal("a.yaml:1:1: the file is UTF-16; save it as UTF-8", utf16);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        List<ConfigurationError> errors = [];

        var read = DocumentReader.Read(new ConfigurationFile("a.yaml", (byte[])[0xEF, 0xBB, 0xBF, .. "api: a"u8]), errors);

        Assert.Empty(errors);
        Assert.Equal("api", Assert.Single(read).Entries[0].Key);
    }

    [Theory]
    [InlineData("a.yaml")]
    [InlineData("a.json")]
    public void Brackets_without_end_are_refused_early(string file)
    {
        var error = OnlyError(file, Encoding.UTF8.GetBytes("{\"api\":" + new string('[', 1_000_000)));

        Assert.Contains("nested more than 20 deep", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_too_large_are_refused_unread()
    {
        var error = OnlyError("a.yaml", new byte[(8 * 1024 * 1024) + 1]);

        Assert.Equal("a.yaml:1:1: a file has at most 8 MiB; split it", error);
    }

    [Fact]
    public void More_values_than_memory_should_hold_are_refused()
    {
        var error = OnlyError("a.json", Encoding.UTF8.GetBytes($"[{string.Concat(Enumerable.Repeat("0,", 1_000_000))}0]"));

        Assert.EndsWith("the file holds more than a million values; split it", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_holds_several_documents_and_empty_ones_count_for_nothing()
    {
        List<ConfigurationError> errors = [];

        var yaml = DocumentReader.Read(Draft.Yaml("# first\napi: a\n---\n---\napi: b\n...\n"), errors);
        var json = DocumentReader.Read(Draft.Yaml("""[{ "api": "a" }, { "api": "b" }]""", "a.json"), errors);

        Assert.Empty(errors);
        Assert.Equal(["a", "b"], yaml.Select(node => node.Text("api")));
        Assert.Equal(["a", "b"], json.Select(node => node.Text("api")));
    }

    [Theory]
    [InlineData("yes", "a boolean")]
    [InlineData("Off", "a boolean")]
    [InlineData("True", "a boolean")]
    [InlineData("NULL", "null")]
    [InlineData("010", "a number")]
    [InlineData("0x1F", "a number")]
    [InlineData("0o17", "a number")]
    [InlineData("1_000", "a number")]
    [InlineData("12:30:45", "a number")]
    [InlineData("+1", "a number")]
    [InlineData(".5", "a number")]
    [InlineData(".inf", "a number")]
    [InlineData("2024-10-01", "a date")]
    [InlineData("2024-10-01T12:00:00Z", "a date")]
    [InlineData("v1", null)]
    [InlineData("1.0.0", null)]
    [InlineData("never", null)]
    [InlineData("30s", null)]
    public void Unquoted_texts_that_readers_take_differently_are_marked(string text, string? ambiguity)
    {
        var plain = (TextNode)Value($"a: {text}");
        var quoted = (TextNode)Value($"a: \"{text}\"");

        Assert.Equal((text, ambiguity), (plain.Value, plain.Ambiguity));
        Assert.Equal((text, null), (quoted.Value, quoted.Ambiguity));
    }

    [Fact]
    public void Plain_numbers_booleans_and_nulls_are_what_json_makes_of_them()
    {
        Assert.IsType<NumberNode>(Value("a: 1.0"));
        Assert.IsType<NumberNode>(Value("a: -12"));
        Assert.Equal(new BooleanNode(new Mark("a.yaml", 1, 4), true), Value("a: true"));
        Assert.IsType<NullNode>(Value("a:"));
        Assert.IsType<NullNode>(Value("a: ~"));
    }

    [Fact]
    public void Every_value_knows_its_place()
    {
        var yaml = DocumentReader.Read(Draft.Yaml("api: a\nroutes:\n  - match: GET /\n"), []);
        var json = DocumentReader.Read(Draft.Yaml("{\n  \"é\": { \"b\": [1,\n 2] } }", "a.json"), []);

        Assert.Equal(new Mark("a.yaml", 3, 12), JsonPointer.Locate(yaml[0], "/routes/0/match"));
        Assert.Equal(new Mark("a.yaml", 3, 5), JsonPointer.Locate(yaml[0], "/routes/0/absent"));
        Assert.Equal(new Mark("a.json", 3, 2), JsonPointer.Locate(json[0], "/é/b/1"));
        Assert.Equal(new Mark("a.json", 2, 16), JsonPointer.Locate(json[0], "/é/b/0"));
    }

    private static Node Value(string text) => DocumentReader.Read(Draft.Yaml(text), []).Single().Entries[0].Value;

    private static string OnlyError(string file, byte[] content)
    {
        List<ConfigurationError> errors = [];
        DocumentReader.Read(new ConfigurationFile(file, content), errors);
        return Assert.Single(errors).ToString();
    }
}
