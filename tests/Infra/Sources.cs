namespace Tollgate.Infra;

/// <summary>The files of the repository that the tests run from.</summary>
public static class Sources
{
    private static readonly string Root = FindRoot();

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="relative">Its path from the root, with forward slashes.</param>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>What a file says.</summary>
    public static string Read(string relative) => File.ReadAllText(Path(relative));

    /// <summary>The files in a folder and below it, relative to the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path(folder), pattern, SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Functions.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }
}
