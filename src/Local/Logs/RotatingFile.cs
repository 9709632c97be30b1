namespace Tollgate.Local.Logs;

/// <summary>
/// A file that is appended to until it is full. Then it makes room: <c>access.jsonl</c> becomes <c>access.1.jsonl</c>, that one
/// <c>access.2.jsonl</c>, and so on; the oldest goes.
/// </summary>
/// <param name="path">The file that is written.</param>
/// <param name="fullAt">Bytes after which it makes room.</param>
/// <param name="keep">How many files there are at most, this one included.</param>
internal sealed class RotatingFile(string path, long fullAt, int keep) : IDisposable
{
    private FileStream? _file;

    /// <exception cref="IOException">The file can't be opened or written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        Open();
        if (_file!.Length > 0 && _file.Length + lines.Length > fullAt)
        {
            Rotate();
            Open();
        }

        _file.Write(lines);
        _file.Flush();
    }

    /// <summary>Opens the file, so that a place where nothing can be written is known early.</summary>
    public void Open()
    {
        if (_file is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Rotate()
    {
        Dispose();
        for (var age = keep - 1; age > 0; age--)
        {
            if (File.Exists(Aged(age - 1)))
            {
                File.Move(Aged(age - 1), Aged(age), overwrite: true);
            }
        }
    }

    private string Aged(int age) => age == 0 ? path : Path.ChangeExtension(path, $"{age}{Path.GetExtension(path)}");
}
