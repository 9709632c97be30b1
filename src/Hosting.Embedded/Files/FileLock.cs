namespace Tollgate.Hosting.Embedded.Files;

/// <summary>A lock between processes: a file held open by one of them at a time. It ends with its process.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until nobody else holds the lock; disposing the answer lets go of it.</summary>
    /// <exception cref="IOException">Somebody has held it for five seconds, or the file can't be opened.</exception>
    public static async Task<FileStream> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        // The system's own clock: what is awaited is another process, which no other clock moves.
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return Open(path, FileShare.None);
            }
            catch (IOException exception) when (IsHeld(exception) && clock.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    /// <summary>Opens the lock's file: shared with <see cref="FileShare.ReadWrite"/>, alone with <see cref="FileShare.None"/>.</summary>
    public static FileStream Open(string path, FileShare share, FileOptions kind = FileOptions.None)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0, Options = kind };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = DurableFile.OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Whether a file could not be opened because somebody else holds it (EAGAIN on Linux, on macOS; ERROR_SHARING_VIOLATION).</summary>
    public static bool IsHeld(IOException exception) => (exception.HResult & 0xffff) is 11 or 35 or 32;
}
