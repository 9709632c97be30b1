using System.Xml.Linq;

namespace Tollgate.Architecture.Tests;

/// <summary>The files of the repository that the tests run from.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["artifacts", "bin", "obj", "node_modules", ".git"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Project> Projects { get; } = [.. Files("*.csproj").Select(Project.Read)];

    /// <summary>Paths relative to the root, with forward slashes, in order; without what a build makes.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Root, pattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.System })
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Intersect(Generated).Any())
            .Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Functions.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}

/// <summary>A project file: where it is and what it refers to.</summary>
internal sealed record Project(string File, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    private static readonly string[] AzureFolders = ["eng/AzureSdkSurface/", "src/Apps/", "src/Hosting.Azure", "tests/Hosting.Azure"];

    public string Name { get; } = Path.GetFileNameWithoutExtension(File);

    /// <summary>Business and data plane code that runs in every home of the product.</summary>
    public bool IsModule => File.StartsWith("src/Domains/", StringComparison.Ordinal) || Name is "Gateway" or "Management" && IsProduct;

    public bool IsPlatform => File == "src/Platform/Platform.csproj";

    public bool IsProduct => File.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Whatever gives modules a transport and storage.</summary>
    public bool IsHost => IsProduct && !IsModule && !IsPlatform;

    /// <summary>What needs the official Azure packages, or their surface, to compile.</summary>
    public bool IsAzure => AzureFolders.Any(folder => File.StartsWith(folder, StringComparison.Ordinal));

    public override string ToString() => File;

    public static Project Read(string file)
    {
        var content = XDocument.Load(Path.Combine(Repository.Root, file));
        var folder = Path.GetDirectoryName(file)!;
        return new Project(
            file,
            [.. content.Descendants("ProjectReference").Select(reference => Resolve(folder, (string)reference.Attribute("Include")!))],
            [.. content.Descendants("PackageReference").Concat(content.Descendants("AzureSdkPackage")).Select(reference => (string)reference.Attribute("Include")!)]);
    }

    private static string Resolve(string folder, string reference) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, folder, reference.Replace('\\', '/')))).Replace('\\', '/');
}
