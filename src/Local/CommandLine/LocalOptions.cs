namespace Tollgate.Local.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed record LocalOptions
{
    public string DataFolder { get; init; } = ".tollgate";

    /// <summary>Nothing is kept: no data folder at all.</summary>
    public bool Memory { get; init; }

    public bool Reset { get; init; }

    /// <summary>A resource file, or a folder of them; null for the configuration in the data folder.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>The modules to run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Each module listens on this plus its own offset; 0 lets the system choose.</summary>
    public int PortBase { get; init; } = 7070;

    public bool ReadyJson { get; init; }

    /// <summary>Where the access log goes: a file, <c>-</c> for standard output, or null for the data folder (nowhere with <see cref="Memory"/>).</summary>
    public string? AccessLog { get; init; }

    /// <summary>Proxies that are believed about the client; null for none, or those that the environment names.</summary>
    public string? TrustedProxies { get; init; }

    public bool Verbose { get; init; }

    public bool Help { get; init; }

    public bool Version { get; init; }

    public bool Runs(string module) => Only.Count == 0 || Only.Contains(module);
}
