using System.Diagnostics;
using System.Globalization;

namespace Tollgate.Hosting.Embedded.Tests;

/// <summary>A real process on a data folder; see CrashChild for what it can do.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts the child and waits until it has opened the folder.</summary>
    public static async Task<ChildProcess> StartAsync(string command, string folder, int times = 0)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Tollgate.CrashChild.dll"), command, folder, times.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var first = await process.StandardOutput.ReadLineAsync();
        if (first != "open")
        {
            throw new InvalidOperationException($"The child did not open the folder: {first} {await process.StandardError.ReadToEndAsync()}");
        }

        return new ChildProcess(process);
    }

    /// <summary>Kills the child after so many acknowledgements and answers all that it gave.</summary>
    public async Task<List<string>> KillAfterAsync(int acknowledgements)
    {
        var acknowledged = new List<string>();
        while (acknowledged.Count < acknowledgements && await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged.Add(line);
        }

        _process.Kill();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged.Add(line);
        }

        await _process.WaitForExitAsync();
        return acknowledged;
    }

    /// <summary>Waits for the end of a child that ends by itself, or that holds the folder until its input ends.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        var error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
