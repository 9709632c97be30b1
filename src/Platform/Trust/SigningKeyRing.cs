using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Trust;

/// <summary>The key that an issuer signs with now. A key is handed out only after its public half is durably published.</summary>
internal sealed class SigningKeyRing(string issuer, ITableStore tables, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly string _table = TrustTable.Of(issuer);
    private TaskCompletionSource<SigningKey>? _replacement;
    private DateTimeOffset _retryAt;
    private volatile SigningKey? _current;

    /// <summary>The current key; makes the first one, or the next when the current one is due.</summary>
    /// <exception cref="TableStoreException">No usable key is left and a new one can't be published.</exception>
    public ValueTask<SigningKey> GetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return _current is { } current && now < current.RotateAt
            ? ValueTask.FromResult(current)
            : ReplaceAsync(now, cancellationToken);
    }

    private async ValueTask<SigningKey> ReplaceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<SigningKey>(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<SigningKey> replacement;
        lock (_lock)
        {
            if (_current is { } current && (now < current.RotateAt || (now < current.SignsUntil && now < _retryAt)))
            {
                return current;
            }

            replacement = _replacement ??= mine;
        }

        if (ReferenceEquals(replacement, mine))
        {
            _ = PublishAsync(mine);
        }

        try
        {
            return await replacement.Task.WaitAsync(cancellationToken);
        }
        catch (TableStoreException) when (_current is { } current && now < current.SignsUntil)
        {
            return current;
        }
    }

    // Every outcome, also a fault, goes to those who wait on the replacement.
    private async Task PublishAsync(TaskCompletionSource<SigningKey> replacement)
    {
        try
        {
            var key = new SigningKey(time.GetUtcNow());
            await tables.WriteAsync(_table, TableWrite.Upsert(key.ToRow(issuer)), CancellationToken.None);
            Finish(key);
            replacement.SetResult(key);
        }
        catch (Exception exception)
        {
            Finish(_current);
            replacement.SetException(exception);
            return;
        }

        await RemoveExpiredAsync();
    }

    private void Finish(SigningKey? current)
    {
        lock (_lock)
        {
            _current = current;
            _replacement = null;
            _retryAt = time.GetUtcNow() + RetryPause;
        }
    }

    // Instances come and go; each new key sweeps up what the gone ones left.
    private async Task RemoveExpiredAsync()
    {
        var now = time.GetUtcNow();
        try
        {
            await foreach (var row in tables.QueryAllAsync(_table, TableQuery.InPartition(issuer), CancellationToken.None))
            {
                if (row.GetTime(TrustTable.ExpiresProperty) < now)
                {
                    await tables.WriteAsync(_table, TableWrite.Delete(row.Key, row.ETag), CancellationToken.None);
                }
            }
        }
        catch (TableStoreException)
        {
            // Expired rows are refused all the same; the next key sweeps again.
        }
    }
}
