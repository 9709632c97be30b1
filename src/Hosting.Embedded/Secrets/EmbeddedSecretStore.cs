using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Secrets;

namespace Tollgate.Hosting.Embedded.Secrets;

/// <summary>Secrets in a file, or without one in memory. The file is read each time: other processes may have changed it.</summary>
internal sealed class EmbeddedSecretStore(SecretFile? file, StoreClock clock) : ISecretStore, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SecretDocument _memory = new();

    public ValueTask<Secret?> GetAsync(string name, string? version, CancellationToken cancellationToken)
    {
        SecretLimits.CheckName(name);
        return new(InTurnAsync(() => Task.FromResult(Load().Find(name, version)), cancellationToken));
    }

    public ValueTask<Secret> SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        SecretLimits.CheckName(name);
        SecretLimits.CheckValue(name, value);
        return new(InTurnAsync(() => ChangeAsync(document => document.Add(name, value, clock.Now()), cancellationToken), cancellationToken));
    }

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        SecretLimits.CheckName(name);
        return new(InTurnAsync(() => ChangeAsync(document => document.Remove(name), cancellationToken), cancellationToken));
    }

    public void Dispose() => _turn.Dispose();

    private SecretDocument Load() => file is null ? _memory : file.Load();

    private async Task<T> ChangeAsync<T>(Func<SecretDocument, T> change, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return change(_memory);
        }

        await using var held = await file.LockAsync(cancellationToken);
        var document = file.Load();
        var result = change(document);
        await file.SaveAsync(document, cancellationToken);
        return result;
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SecretStoreException(
                $"The secrets are unavailable: {exception.Message} Check the data folder's disk and that this user may read and write there.", exception);
        }
        finally
        {
            _turn.Release();
        }
    }
}
