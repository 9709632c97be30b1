using Tollgate.Testing;

namespace Tollgate.Infra.Tests;

public sealed class CompileTests
{
    [Fact]
    public async Task The_infrastructure_compiles_without_a_remark()
    {
        var answer = await Bicep.BuildAsync(Sources.Path("infra/main.bicep"));

        Assert.Equal("", answer.Remarks);
        Assert.True(answer.Succeeded);
    }

    [Fact]
    public void Every_file_is_part_of_it()
    {
        var files = Sources.Files("infra", "*.bicep");
        var all = string.Concat(files.Select(Sources.Read));

        Assert.NotEmpty(files);
        Assert.All(files.Where(file => file != "infra/main.bicep"), file => Assert.Contains($"{Path.GetFileName(file)}'", all, StringComparison.Ordinal));
    }

    [Fact]
    public void Modules_leave_no_parameter_to_chance()
    {
        // With no default anywhere below main.bicep, the compiler refuses a reference that doesn't pass every parameter.
        var defaults =
            from file in Sources.Files("infra/modules", "*.bicep")
            from line in Sources.Read(file).Split('\n')
            where line.StartsWith("param ", StringComparison.Ordinal) && line.Contains(" = ", StringComparison.Ordinal)
            select $"{file}: {line}";

        Assert.Empty(defaults);
    }

    [Fact]
    public async Task A_mistake_does_not_compile()
    {
        (string Text, string Code)[] mistakes =
        [
            ("output text string = 'x", "BCP004"),
            ("param name string", "no-unused-params"),
            ("var name = 'x'", "no-unused-vars"),
            ("module other 'nowhere.bicep' = { name: 'x' }", "BCP091"),
            ("module other 'other.bicep' = { name: 'x' }", "BCP035"),
            ("module other 'other.bicep' = { name: 'x', params: { place: 'y', size: 3 } }", "BCP037"),
            ("resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = { name: 'abc', location: 'x', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { allowSharedKeyAcces: false } }", "BCP089"),
            ("resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = { name: 'abc' }\noutput key string = account.listKeys().keys[0].value", "outputs-should-not-contain-secrets"),
            ("@secure()\nparam password string\noutput text string = password", "outputs-should-not-contain-secrets"),
        ];
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("bicepconfig.json"), Sources.Read("infra/bicepconfig.json"));
        await File.WriteAllTextAsync(folder.File("other.bicep"), "param place string\noutput where string = place\n");
        await File.WriteAllTextAsync(folder.File("main.bicep"), string.Concat(mistakes.Select((_, i) => $"module m{i} 'mistake{i}.bicep' = {{ name: 'm{i}' }}\n")));
        foreach (var (i, (text, _)) in mistakes.Index())
        {
            await File.WriteAllTextAsync(folder.File($"mistake{i}.bicep"), text + "\n");
        }

        var answer = await Bicep.BuildAsync(folder.File("main.bicep"));

        Assert.False(answer.Succeeded);
        Assert.All(mistakes.Index(), mistake => Assert.Contains(
            answer.Remarks.Split('\n'),
            remark => remark.Contains($"mistake{mistake.Index}.bicep(", StringComparison.Ordinal) && remark.Contains($" {mistake.Item.Code}:", StringComparison.Ordinal)));
    }
}
