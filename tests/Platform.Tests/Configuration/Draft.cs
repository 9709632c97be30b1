using System.Text;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Effective;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Rules;

namespace Tollgate.Platform.Tests.Configuration;

/// <summary>Texts of resources on their way to a configuration, without a store.</summary>
internal sealed class Draft
{
    private readonly ResourceIndex _resources;

    private Draft(params IReadOnlyList<ConfigurationFile> files)
    {
        Findings = new Findings();
        _resources = new ResourceIndex(ResourceReader.Read(files, Findings.Errors));
        AllRules.Check(_resources, Findings);
    }

    public Findings Findings { get; }

    public IEnumerable<string> Errors => Findings.Errors.Select(error => error.ToString());

    public IEnumerable<string> Warnings => Findings.Warnings.Select(warning => warning.ToString());

    public ResourceSet Effective
    {
        get
        {
            Assert.Empty(Errors);
            return EffectiveResources.Build(_resources, 1);
        }
    }

    public static Draft Of(params IReadOnlyList<ConfigurationFile> files) => new(files);

    public static Draft OfYaml(string text) => new(Yaml(text));

    public static ConfigurationFile Yaml(string text, string name = "a.yaml") => new(name, Encoding.UTF8.GetBytes(text));
}
