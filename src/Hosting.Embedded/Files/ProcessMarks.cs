namespace Tollgate.Hosting.Embedded.Files;

/// <summary>Which processes run, by name: a file for each, which it holds as long as it lives. What one leaves that was killed is told from the others by nobody holding it.</summary>
internal sealed class ProcessMarks(string folder) : IDisposable
{
    public const string Suffix = ".process";

    private readonly Lock _gate = new();
    private readonly List<FileStream> _own = [];

    /// <summary>Takes a name, until this is disposed or the process ends.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public void Take(string name)
    {
        DataFolder.CreatePrivate(folder);
        var mark = FileLock.Open(PathOf(name), FileShare.None, FileOptions.DeleteOnClose);
        lock (_gate)
        {
            _own.Add(mark);
        }
    }

    /// <summary>Whether a process of that name runs. What one left that doesn't is removed.</summary>
    public bool IsTaken(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            return false;
        }

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

    public void Dispose() => _own.ForEach(mark => mark.Dispose());

    private string PathOf(string name) => Path.Combine(folder, name + Suffix);
}
