namespace Tollgate.Local.CommandLine;

internal static class Usage
{
    public const string Text = """
        Runs Tollgate on this machine: every module on its own loopback port.

        Usage: dotnet run --project src/Local [-- OPTIONS]

          --data DIR           where state is kept; default .tollgate in the current folder
          --memory             keep nothing
          --reset              remove all state first
          --config FILE|DIR    resources to serve, instead of DATA/config (seeded with a demo)
          --only NAMES         run only these modules: gateway,catalog,identity
          --port-base N        the gateway listens on N+1, the catalog on N+2, the identity provider
                               on N+9; default 7070, 0 lets the system choose free ports
          --ready-json         print one line of JSON to standard output once everything listens
          --access-log FILE|-  where the access log goes; default DATA/logs/access.jsonl,
                               none with --memory
          --trusted-proxies NETWORKS
                               proxies whose X-Forwarded-For, -Proto and -Host are believed:
                               addresses and networks, separated by commas; default none
          --verbose            log what happens, not only what goes wrong
          --version            print the version
          --help               print this

        Exit codes: 0 after Ctrl-C or SIGTERM, 1 when it can't start, 2 for a wrong option.
        """;
}
