using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Functional.Walkthrough;

/// <summary>The service of docs/adding-a-service.md: its files as the page has them, in a copy of the repository's skeleton, built as anybody would.</summary>
internal sealed partial class WrittenService : IDisposable
{
    // What a project in src/Domains stands on.
    private static readonly string[] Skeleton =
        [".editorconfig", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "eng", "src/Platform"];

    private readonly TemporaryFolder _folder = new();

    private WrittenService(string page) => Page = page;

    public string Page { get; }

    public static async Task<WrittenService> WriteAsync()
    {
        var root = RepositoryFolder();
        var service = new WrittenService(await File.ReadAllTextAsync(Path.Combine(root, "docs", "adding-a-service.md")));
        foreach (var name in Skeleton)
        {
            Copy(Path.Combine(root, name), service._folder.File(name));
        }

        // It was checked when it was built for these tests.
        await File.WriteAllTextAsync(service._folder.File("src/Platform/Directory.Build.props"), """
            <Project>
              <Import Project="../../Directory.Build.props" />
              <PropertyGroup><RunAnalyzers>false</RunAnalyzers></PropertyGroup>
            </Project>
            """);

        foreach (Match file in WrittenFile().Matches(service.Page))
        {
            var path = service._folder.File(file.Groups["path"].Value);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Groups["content"].Value);
        }

        return service;
    }

    /// <summary>The only block of a kind that is no file.</summary>
    public string Block(string language) => Regex.Match(Page, $"\n```{language}\n(?<content>.*?)```", RegexOptions.Singleline).Groups["content"].Value;

    public async Task<IEndpointModule> BuildAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["build", _folder.File("src/Domains/Reviews/Reviews.csproj"), "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, output);

        var assembly = Assembly.LoadFrom(_folder.File("artifacts/bin/Reviews/debug/Tollgate.Reviews.dll"));
        return (IEndpointModule)Activator.CreateInstance(assembly.GetType("Tollgate.Reviews.ReviewsModule", throwOnError: true)!)!;
    }

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run within the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("^`(?<path>src/Domains/Reviews/[^`]+)`\n\n```[a-z]+\n(?<content>.*?)```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex WrittenFile();
}
