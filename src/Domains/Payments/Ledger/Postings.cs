using Tollgate.Platform.Values;

namespace Tollgate.Payments.Ledger;

/// <summary>The double entries that belong to what happens with a payment; each list sums to zero.</summary>
internal static class Postings
{
    public static IReadOnlyList<(LedgerAccount Account, long Amount)> Authorize(long amount) =>
        [(LedgerAccount.CustomerPromises, amount), (LedgerAccount.Authorizations, -amount)];

    /// <summary>The whole authorization ends with its capture, also where less is captured.</summary>
    public static IReadOnlyList<(LedgerAccount Account, long Amount)> Capture(long authorized, long captured) =>
        [.. Void(authorized), (LedgerAccount.Provider, captured), (LedgerAccount.Sales, -captured)];

    public static IReadOnlyList<(LedgerAccount Account, long Amount)> Void(long authorized) =>
        [(LedgerAccount.CustomerPromises, -authorized), (LedgerAccount.Authorizations, authorized)];

    public static IReadOnlyList<(LedgerAccount Account, long Amount)> Refund(long amount) =>
        [(LedgerAccount.Refunds, amount), (LedgerAccount.Provider, -amount)];

    /// <summary>The entries of a posting, numbered behind those that are there.</summary>
    public static IReadOnlyList<LedgerEntry> Entries(
        IReadOnlyList<(LedgerAccount Account, long Amount)> posting, LedgerReason reason, string currency, int entries, int postings, DateTimeOffset now)
    {
        if (posting.Sum(entry => entry.Amount) != 0)
        {
            throw new InvalidOperationException($"The posting for {reason} does not balance.");
        }

        return [.. posting.Select((entry, index) => new LedgerEntry
        {
            Number = entries + index + 1,
            Posting = postings + 1,
            Account = entry.Account,
            Amount = new Money(currency, entry.Amount),
            Reason = reason,
            At = now,
        })];
    }
}
