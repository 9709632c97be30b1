using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Tollgate.Hosting.Azure.Retrying;

namespace Tollgate.Hosting.Azure.Azurite.Tests;

/// <summary>The storage emulator, started once for all tests on free ports, without files.</summary>
public sealed partial class Azurite : IAsyncLifetime
{
    private const string Version = "3.37.0";

    // The emulator's own well-known account: public, and worth nothing elsewhere.
    private const string Account =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly List<string> _said = [];
    private Process? _process;

    internal TableServiceClient Tables { get; private set; } = null!;

    internal BlobServiceClient Blobs { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _process = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npx.cmd" : "npx")
        {
            ArgumentList =
            {
                "--yes", $"azurite@{Version}", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            },
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("npx did not start. These tests need Node.js 22 or later.");
        var endpoints = new Dictionary<string, string>(StringComparer.Ordinal);
        while (endpoints.Count < 3)
        {
            var line = await _process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"Azurite ended before it listened. It said:{Environment.NewLine}{string.Join(Environment.NewLine, _said)}");
            _said.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                endpoints[match.Groups[1].Value] = match.Groups[2].Value;
            }
        }

        // Read on, or the emulator would stop when the pipe is full.
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        var connection = $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint={endpoints["Blob"]}/devstoreaccount1;TableEndpoint={endpoints["Table"]}/devstoreaccount1";
        Tables = new TableServiceClient(connection, new TableClientOptions().ForRequests());
        Blobs = new BlobServiceClient(connection, new BlobClientOptions { TrimBlobNameSlashes = false }.ForRequests());
    }

    public async Task DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at (http://\S+)")]
    private static partial Regex Listening();
}

[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<Azurite>
{
    public const string Name = "Azurite";
}
