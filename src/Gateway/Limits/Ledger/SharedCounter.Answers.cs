using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <content>What the store's answers mean, and its silence.</content>
internal sealed partial class SharedCounter
{
    // Once may be this machine's own fault.
    private const int TooOftenLate = 2;

    private static readonly long ShortestFailure = TimeSpan.FromMilliseconds(250).Ticks;
    private static readonly long LongestFailure = TimeSpan.FromSeconds(5).Ticks;

    private int _late;

    /// <summary>Takes in what a read brought.</summary>
    /// <exception cref="InvalidDataException">The row can't be read.</exception>
    public void OnRead(TableRead read, long now)
    {
        storeTime.Observe(read.StoreTime, now);
        var row = read.Entity is { } entity ? LedgerRowCodec.Decode(entity) : new LedgerRow(default, storeTime.At(now));
        fleet.Observe(row.Participants(writer), now);
        lock (_lock)
        {
            (_row, _rowSeenAt) = (row, now);
        }
    }

    /// <summary>Takes in what became of a write.</summary>
    public void OnWritten(TableWriteResult result, long now)
    {
        storeTime.Observe(result.Timestamp > result.StoreTime ? result.Timestamp : result.StoreTime, now);
        lock (_lock)
        {
            _contended = !result.Succeeded || (_contended && _row?.Participants(writer) > 1);
            if (!result.Succeeded || _row is not { } row)
            {
                _row = null;
                TakeBackCharges(written: false);
                return;
            }

            row.Advance(result.ETag, result.Timestamp.UtcTicks, _charged);
            (_rowSeenAt, _failures, _suspectUntil) = (now, 0, long.MinValue);
            var inTime = Receive(result.Timestamp.UtcTicks, now) || now - _sentAt < ShortestFailure / 2;
            _late = inTime ? 0 : _late + 1;
            if (_late >= TooOftenLate)
            {
                Suspect(now, null);
            }
        }
    }

    /// <summary>Takes note that the store failed or stayed silent: what was sent may have been written, or not.</summary>
    public void OnFailed(long now, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            _row = null;
            TakeBackCharges(written: null);
            Suspect(now, retryAfter);
        }
    }

    // False when a lease came too late to be of any use.
    private bool Receive(long writtenAt, long now)
    {
        var inTime = true;
        foreach (var grant in _granted)
        {
            if (grant.Owed > 0)
            {
                grant.Lease.Alone = null;
            }

            if (grant.Tokens > 0)
            {
                var expires = _sentAt + Math.Min(grant.Lease.Limit.LeaseLife, grant.End - writtenAt);
                grant.Lease.Grant(grant.Tokens, now, expires, grant.Window);
                inTime &= now < expires;
            }
        }

        _granted = [];
        return inTime;
    }

    // What may have been written is not given back, and what may not have been is owed: either way never too much passes.
    private void TakeBackCharges(bool? written)
    {
        foreach (var grant in _granted)
        {
            if (grant.Lease.Window == grant.Window)
            {
                grant.Lease.Owed += grant.Owed;
                grant.Lease.Unspent += written is false ? grant.Unspent : 0;
            }
        }

        _granted = [];
    }

    private void Suspect(long now, TimeSpan? retryAfter)
    {
        var pause = Math.Min(LongestFailure, ShortestFailure << Math.Min(_failures, 10));
        _failures++;
        _suspectUntil = now + Math.Max(pause, Math.Min(retryAfter?.Ticks ?? 0, 12 * LongestFailure));
    }
}
