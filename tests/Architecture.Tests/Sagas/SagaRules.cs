namespace Tollgate.Architecture.Tests.Sagas;

/// <summary>What a replay would not repeat: clocks, chance, threads, the outside, the environment.</summary>
internal static class SagaRules
{
    private static readonly string[] Types =
    [
        "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Environment", "System.Random", "System.Console", "System.AppContext",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer",
        "System.Threading.PeriodicTimer", "System.Threading.Tasks.Parallel", "System.Threading.Tasks.TaskFactory", "System.Diagnostics.Process",
        "System.Threading.SemaphoreSlim", "System.Threading.Monitor", "System.Threading.Lock", "System.Globalization.CultureInfo",
    ];

    private static readonly string[] Namespaces =
    [
        "System.IO.", "System.Net.", "System.Data.", "Microsoft.Extensions.DependencyInjection.", "Microsoft.Extensions.Configuration.",
        "Microsoft.Extensions.Logging.", "Tollgate.Platform.Tables.", "Tollgate.Platform.Blobs.", "Tollgate.Platform.Calls.", "Tollgate.Platform.Events.",
    ];

    private static readonly string[] Members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.HashCode.ToHashCode", "System.Object.GetHashCode", "System.String.GetHashCode",
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.Task.get_Factory",
        "System.Threading.Tasks.Task.Yield", "System.Threading.Tasks.Task.ConfigureAwait", "System.Threading.Tasks.Task`1.ConfigureAwait",
        "System.Threading.Tasks.Task.ContinueWith", "System.Threading.Tasks.Task`1.ContinueWith", "System.Threading.Tasks.Task`1.get_Result",
        "System.Globalization.CultureInfo.get_CurrentCulture",
    ];

    // Invariant text is the same everywhere.
    private static readonly string[] Allowed = ["System.Globalization.CultureInfo.get_InvariantCulture", "System.Environment.get_NewLine"];

    /// <summary>Whether a saga may not use a member, given with namespace and type.</summary>
    public static bool Forbids(string member) =>
        !Allowed.Contains(member)
        && (Members.Contains(member)
            || Types.Any(type => member.StartsWith($"{type}.", StringComparison.Ordinal))
            || Namespaces.Any(prefix => member.StartsWith(prefix, StringComparison.Ordinal)));
}
