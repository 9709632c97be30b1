using System.Diagnostics;
using System.Reflection;

namespace Tollgate.Infra;

/// <summary>The Bicep compiler: offline, with the types of all Azure resources in it.</summary>
public static class Bicep
{
    private static readonly string Program = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "BicepCompiler").Value! + (OperatingSystem.IsWindows() ? ".exe" : "");

    /// <summary>Compiles a file with all that it refers to.</summary>
    /// <param name="file">The full path of a .bicep file.</param>
    /// <returns>The template, and every error and warning.</returns>
    public static Task<BicepAnswer> BuildAsync(string file) => RunAsync("build", file, "--stdout");

    /// <summary>Reckons what a deployment would make; writes it beside the parameters, as <c>{name}.snapshot.json</c>.</summary>
    /// <param name="parameters">The full path of a .bicepparam file.</param>
    public static Task<BicepAnswer> PredictAsync(string parameters) => RunAsync(
        "snapshot", parameters, "--mode", "overwrite", "--location", "westeurope", "--deployment-name", "main",
        "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002");

    private static async Task<BicepAnswer> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // The compiler would look for a library of cultures that not every machine has.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        var (output, remarks) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new BicepAnswer(process.ExitCode == 0, await output, await remarks);
    }
}

/// <summary>What the compiler said.</summary>
/// <param name="Succeeded">Whether there was no error; there may be warnings.</param>
/// <param name="Output">What it made.</param>
/// <param name="Remarks">Errors and warnings, with file, line and code.</param>
public sealed record BicepAnswer(bool Succeeded, string Output, string Remarks);
