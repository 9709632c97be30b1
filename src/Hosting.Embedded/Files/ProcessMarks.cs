namespace Tollgate.Hosting.Embedded.Files;

/// <summary>Which processes run, by name: a file for each, which it holds as long as it lives. What one leaves that was killed is told from the others by nobody holding it.</summary>
internal sealed class ProcessMarks(string folder) : IDisposable
{
    public const string Suffix = ".process";

    // A process that makes its mark holds it a moment later; until then it looks like one that was left.
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<FileStream> _own = [];

    /// <summary>Takes a name, until this is disposed or the process ends, and removes what processes left that were killed.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public void Take(string name)
    {
        DataFolder.CreatePrivate(folder);
        var mark = FileLock.Open(PathOf(name), FileShare.None, FileOptions.DeleteOnClose);
        lock (_gate)
        {
            _own.Add(mark);
        }

        RemoveLeft();
    }

    /// <summary>Whether a process of that name runs. What one left that doesn't is removed.</summary>
    public bool IsTaken(string name)
    {
        var path = PathOf(name);
        return File.Exists(path) && IsHeld(path);
    }

    public void Dispose() => _own.ForEach(mark => mark.Dispose());

    private static bool IsHeld(string path)
    {
        try
        {
            using var free = FileLock.Open(path, FileShare.None, FileOptions.DeleteOnClose);
            return false;
        }
        catch (IOException exception) when (FileLock.IsHeld(exception))
        {
            return true;
        }
    }

    private void RemoveLeft()
    {
        // The system's own clock, as for the times of files.
        var young = TimeProvider.System.GetUtcNow().UtcDateTime - Youth;
        foreach (var path in Directory.GetFiles(folder, "*" + Suffix))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(path) < young)
                {
                    IsHeld(path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // One that can't be removed harms nobody, and the next start tries again.
            }
        }
    }

    private string PathOf(string name) => Path.Combine(folder, name + Suffix);
}
