using System.Runtime.InteropServices;

namespace Tollgate.Hosting.Embedded.Files;

/// <summary>Files that are replaced whole: written beside their place, flushed to the disk, then moved there.</summary>
internal static partial class DurableFile
{
    /// <summary>Read and write for this user, nothing for others.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What a file under construction ends with.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Starts a new file for this user alone; <see cref="Move"/> puts it in its place.</summary>
    public static FileStream CreateTemporary(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Moves a flushed file to its place, over the one that is there, and makes that survive a power failure.</summary>
    public static void Move(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file for good; nothing happens where there is none.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    // .NET can't flush a folder; on Windows the file system's journal does it.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = OpenForReading(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{folder}' can't be opened to flush it (error {Marshal.GetLastPInvokeError()}).");
        }

        var result = Flush(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result < 0)
        {
            throw new IOException($"The folder '{folder}' can't be flushed (error {error}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenForReading(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
