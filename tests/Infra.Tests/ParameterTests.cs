using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.Infra.Tests;

/// <summary>What azd passes to the deployment, and what it gets back.</summary>
public sealed partial class ParameterTests
{
    private static readonly string[] FromAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID", "AZURE_PRINCIPAL_TYPE"];

    private static IReadOnlyDictionary<string, string> Passed { get; } = JsonNode.Parse(Sources.Read("infra/main.parameters.json"))!["parameters"]!.AsObject()
        .ToDictionary(parameter => parameter.Key, parameter => (string)parameter.Value!["value"]!, StringComparer.Ordinal);

    [Fact]
    public void Every_parameter_that_is_passed_exists_and_every_one_that_is_needed_is_passed()
    {
        var declared = Parameter().Matches(Sources.Read("infra/main.bicep"));

        Assert.Subset(declared.Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal), Passed.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.All(
            declared.Where(match => !match.Groups[2].Value.Contains(" = ", StringComparison.Ordinal)),
            needed => Assert.Contains(needed.Groups[1].Value, Passed.Keys));
    }

    [Fact]
    public void Every_variable_of_ours_has_the_default_that_the_parameter_has()
    {
        var bicep = Sources.Read("infra/main.bicep");

        Assert.All(Passed.Where(parameter => !FromAzd.Any(name => parameter.Value.Contains(name, StringComparison.Ordinal))), parameter =>
        {
            var variable = Variable().Match(parameter.Value);
            var declaration = Parameter().Matches(bicep).Single(match => match.Groups[1].Value == parameter.Key).Value;

            Assert.EndsWith($" = {variable.Groups[1].Value}", declaration.Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_variable_of_ours_is_in_the_deployment_guide()
    {
        var guide = Sources.Read("docs/deploy.md");

        Assert.All(Passed.Values.SelectMany(value => Name().Matches(value)).Select(match => match.Value), name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^param (\w+)(.*)$", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\$\{TOLLGATE_[A-Z_]+=([^}]*)\}$")]
    private static partial Regex Variable();

    [GeneratedRegex("TOLLGATE_[A-Z_]+")]
    private static partial Regex Name();
}
