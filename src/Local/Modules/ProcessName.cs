namespace Tollgate.Local.Modules;

/// <summary>What processes of this host are called: in the access log, and in the registry as instances of their services.</summary>
internal static class ProcessName
{
    private const string Prefix = "local";

    public static string New() => $"{Prefix}-{Guid.NewGuid():N}"[..14];

    /// <summary>Whether a process of this host registered an instance.</summary>
    public static bool IsOf(string instance) => instance.StartsWith(Prefix, StringComparison.Ordinal);
}
