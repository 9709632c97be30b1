namespace Tollgate.Platform.Tests;

/// <summary>Files of the repository that tests compare with the code.</summary>
internal static class RepositoryRoot
{
    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Find(), .. parts]);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Functions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }
}
