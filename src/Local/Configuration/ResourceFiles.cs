using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform.Configuration;

namespace Tollgate.Local.Configuration;

/// <summary>The resource files that a person edits: one file, or every .yaml, .yml and .json file of a folder and its subfolders.</summary>
/// <param name="path">The file or folder, as the person wrote it.</param>
internal sealed class ResourceFiles(string path)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private static readonly EnumerationOptions Recursive = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };

    public string Path => path;

    /// <summary>What the files look like from outside: when it changes, their content may have.</summary>
    /// <exception cref="IOException">They can't be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not list them.</exception>
    public string Stamp() => string.Join('\n', List().Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"));

    /// <summary>Reads the files, by name.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read them.</exception>
    public IReadOnlyList<ConfigurationFile> Read() => [.. List().Select(file => new ConfigurationFile(NameOf(file), File.ReadAllBytes(file.FullName)))];

    /// <summary>A hash of names and contents.</summary>
    public static string Hash(IReadOnlyList<ConfigurationFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Name)));
            hash.AppendData(SHA256.HashData(file.Content.Span));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private string NameOf(FileInfo file) =>
        Directory.Exists(path) ? System.IO.Path.Combine(path, System.IO.Path.GetRelativePath(path, file.FullName)) : path;

    private IEnumerable<FileInfo> List() => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", Recursive)
            .Where(file => Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
        : [new FileInfo(path)];
}
