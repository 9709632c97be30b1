using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tollgate.Architecture.Tests;

/// <summary>Modules in the middle, hosts at the edge: as the project files say it, and as the compiler saw it.</summary>
public sealed class DependencyTests
{
    private const string Platform = "src/Platform/Platform.csproj";

    private static readonly string[] HostTechnology =
        ["Azure.", "Microsoft.Azure.", "Microsoft.DurableTask", "Microsoft.Data.Sqlite", "SQLitePCLRaw"];

    private static IEnumerable<Project> Modules => Repository.Projects.Where(project => project.IsModule);

    [Fact]
    public void The_platform_refers_to_no_other_project()
    {
        var platform = Repository.Projects.Single(project => project.IsPlatform);

        Assert.Empty(platform.References);
        Assert.Empty(ProductReferences(platform));
    }

    [Fact]
    public void A_module_refers_to_the_platform_only()
    {
        Assert.NotEmpty(Modules);
        Assert.All(Modules, module =>
        {
            Assert.Equal([Platform], module.References);
            Assert.DoesNotContain(ProductReferences(module), name => name != "Tollgate.Platform");
        });
    }

    [Fact]
    public void Only_hosts_refer_to_hosts()
    {
        var hosts = Repository.Projects.Where(project => project.IsHost).Select(project => project.File).ToHashSet();

        var offenders = Repository.Projects.Where(project => project.IsProduct && !project.IsHost && project.References.Any(hosts.Contains));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Neither_the_platform_nor_a_module_knows_what_it_runs_on()
    {
        var portable = Repository.Projects.Where(project => project.IsModule || project.IsPlatform).ToList();

        Assert.All(portable, project =>
        {
            Assert.DoesNotContain(project.Packages, IsHostTechnology);
            Assert.DoesNotContain(AssemblyReferences(project), IsHostTechnology);
        });
    }

    private static bool IsHostTechnology(string name) => HostTechnology.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static IEnumerable<string> ProductReferences(Project project) =>
        AssemblyReferences(project).Where(name => name.StartsWith("Tollgate.", StringComparison.Ordinal));

    private static IReadOnlyList<string> AssemblyReferences(Project project)
    {
        using var assembly = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"Tollgate.{project.Name}.dll")));
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
