using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Hosting.Embedded.Files;
using Tollgate.Platform.Secrets;

namespace Tollgate.Hosting.Embedded.Secrets;

/// <summary>All secrets of a data folder in one JSON file that only its owner can read.</summary>
internal sealed partial class SecretFile(string path)
{
    private const UnixFileMode NotTheOwner = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Keeps other processes from changing the file until disposed.</summary>
    public async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) =>
        await FileLock.AcquireAsync(path + ".lock", cancellationToken);

    public SecretDocument Load()
    {
        if (!File.Exists(path))
        {
            return new SecretDocument();
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & NotTheOwner) != 0)
        {
            throw new SecretStoreException(
                $"The secrets in '{path}' are open to other users, so they are not used: run chmod 600 on the file, and replace the secrets if others may have read them.");
        }

        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(path), SecretJson.Default.SecretDocument);
            return document is { Format: SecretDocument.Current, Secrets: not null }
                ? document
                : throw new SecretStoreException($"The secrets in '{path}' have a format that this version does not know: update Tollgate or use another data folder.");
        }
        catch (JsonException exception)
        {
            // The parser's message may quote the file.
            throw new SecretStoreException(
                $"The secrets in '{path}' are no valid JSON (line {exception.LineNumber + 1}): restore a copy of the file, or delete it to start without secrets.");
        }
    }

    /// <summary>Replaces the file; the caller holds the lock.</summary>
    public async Task SaveAsync(SecretDocument document, CancellationToken cancellationToken)
    {
        var temporary = DurableFile.CreateTemporary(path + DurableFile.TemporarySuffix);
        try
        {
            await using (temporary)
            {
                await JsonSerializer.SerializeAsync(temporary, document, SecretJson.Default.SecretDocument, cancellationToken);
                temporary.Flush(flushToDisk: true);
            }

            DurableFile.Move(temporary.Name, path);
        }
        finally
        {
            File.Delete(temporary.Name);
        }
    }

    // Read at every start, which reflection would make longer.
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(SecretDocument))]
    private sealed partial class SecretJson : JsonSerializerContext;
}
