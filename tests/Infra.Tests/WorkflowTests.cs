using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Tollgate.Infra.Tests;

/// <summary>The workflows under <c>.github</c>.</summary>
public sealed partial class WorkflowTests
{
    private const string Update = "TOLLGATE_UPDATE_INFRA";

    // Who may write what. Everything else reads.
    private static readonly HashSet<string> Writes =
    [
        "azure-dev.yml deploy id-token", "deploy.yml deploy id-token", "roll-back.yml deploy id-token", "codeql.yml analyze security-events",
        "release.yml release attestations", "release.yml release contents", "release.yml release id-token",
        .. AzdProject.Services.Keys.Select(service => $"deploy-{service}.yml deploy id-token"),
    ];

    private static IReadOnlyDictionary<string, YamlMappingNode> Workflows { get; } =
        Sources.Files(".github/workflows", "*.yml").ToDictionary(file => Path.GetFileName(file)!, Yaml.Read, StringComparer.Ordinal);

    private static IEnumerable<(string File, string Name, YamlMappingNode Job)> Jobs =>
        from workflow in Workflows
        from job in ((YamlMappingNode)workflow.Value["jobs"]).Children
        select (workflow.Key, (string)job.Key!, (YamlMappingNode)job.Value);

    private static IEnumerable<(string File, YamlMappingNode Step)> Steps =>
        from job in Jobs
        from step in ((YamlSequenceNode?)job.Job.Find("steps"))?.Children ?? []
        select (job.File, (YamlMappingNode)step);

    [Fact]
    public void Everything_under_github_is_yaml() =>
        Assert.All(Sources.Files(".github", "*.yml"), file => Assert.NotEmpty(Yaml.Read(file).Children));

    [Fact]
    public void Nobody_has_a_right_that_is_not_asked_for()
    {
        Assert.All(Workflows, workflow => Assert.Empty(Assert.IsType<YamlMappingNode>(workflow.Value.Find("permissions")).Children));
        Assert.All(Jobs, job => Assert.All(
            Assert.IsType<YamlMappingNode>(job.Job.Find("permissions")).Children,
            right => Assert.True((string?)right.Value == "read" || Writes.Contains($"{job.File} {job.Name} {right.Key}"), $"{job.File}: {job.Name} has {right.Key}: {right.Value}")));
    }

    [Fact]
    public void Every_job_ends_some_time() =>
        Assert.All(Jobs, job => Assert.True(job.Job.Find("timeout-minutes") is not null || job.Job.Find("uses") is not null, $"{job.File}: {job.Name} has no timeout-minutes."));

    [Fact]
    public void Actions_are_pinned_and_leave_no_token_behind()
    {
        var actions = Steps.Where(step => step.Step.Find("uses") is not null).ToList();

        Assert.NotEmpty(actions);
        Assert.All(actions, step => Assert.Matches(Pinned(), (string)step.Step["uses"]!));
        Assert.All(
            actions.Where(step => ((string)step.Step["uses"]!).StartsWith("actions/checkout@", StringComparison.Ordinal)),
            step => Assert.Equal("false", step.Step.Text("with", "persist-credentials")));
    }

    [Fact]
    public void No_script_is_put_together_of_what_others_wrote() =>
        Assert.All(Steps.Where(step => step.Step.Find("run") is not null), step => Assert.DoesNotContain("${{", (string)step.Step["run"]!, StringComparison.Ordinal));

    [Fact]
    public void Every_service_ships_by_itself_when_anything_changes_that_it_is_made_of()
    {
        Assert.All(AzdProject.Services, service =>
        {
            var file = $".github/workflows/deploy-{service.Key}.yml";
            var expected = DeployWorkflow.Write(service.Key, service.Value);
            if (Environment.GetEnvironmentVariable(Update) == "1")
            {
                File.WriteAllText(Sources.Path(file), expected);
            }

            Assert.True(
                File.Exists(Sources.Path(file)) && Sources.Read(file) == expected,
                $"{file} differs from what the service is made of. Write it anew with '{Update}=1 dotnet test tests/Infra.Tests --filter WorkflowTests' and commit it.");
        });
    }

    [Fact]
    public void Every_service_can_be_rolled_back() => Assert.Equal(
        AzdProject.Services.Keys,
        ((YamlSequenceNode)Workflows["roll-back.yml"].Find("on", "workflow_dispatch", "inputs", "service", "options")!).Select(option => (string)option!));

    [Fact]
    public void The_pipeline_passes_every_setting_on()
    {
        var names = Variable().Matches(Sources.Read("infra/main.parameters.json")).Select(match => match.Value).Append("TOLLGATE_CLIENT_ID").ToHashSet(StringComparer.Ordinal);
        var passed = ((YamlMappingNode)Workflows["azure-dev.yml"].Find("jobs", "deploy", "env")!).Children.Keys.Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(names.Except(["AZURE_PRINCIPAL_ID"]).ToHashSet(StringComparer.Ordinal), passed);
    }

    [Theory]
    [InlineData("actions/checkout@v5", true)]
    [InlineData("Azure/setup-azd@0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("actions/checkout@main", false)]
    [InlineData("actions/checkout", false)]
    public void A_branch_is_no_pin(string action, bool isPinned) => Assert.Equal(isPinned, Pinned().IsMatch(action));

    [GeneratedRegex("^[A-Za-z-]+/[A-Za-z-]+(/[a-z-]+)?@(v[0-9]+|[0-9a-f]{40})$")]
    private static partial Regex Pinned();

    [GeneratedRegex("(AZURE|TOLLGATE)_[A-Z_]+")]
    private static partial Regex Variable();
}
