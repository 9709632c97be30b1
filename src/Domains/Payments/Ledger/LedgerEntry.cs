using Tollgate.Platform.Values;

namespace Tollgate.Payments.Ledger;

/// <summary>The accounts of the ledger.</summary>
internal enum LedgerAccount
{
    /// <summary>What customers have promised: memorandum, against <see cref="Authorizations"/>.</summary>
    CustomerPromises,

    /// <summary>What may be collected of these promises.</summary>
    Authorizations,

    /// <summary>What the payment provider owes the shop.</summary>
    Provider,

    /// <summary>What was sold.</summary>
    Sales,

    /// <summary>What was paid back.</summary>
    Refunds,
}

/// <summary>Why an entry was made.</summary>
internal enum LedgerReason
{
    /// <summary>The customer's promise.</summary>
    Authorization,

    /// <summary>The money was collected, and the promise with it.</summary>
    Capture,

    /// <summary>The promise was given up.</summary>
    Void,

    /// <summary>Money was paid back.</summary>
    Refund,
}

/// <summary>One entry of a posting; the entries of a posting sum to zero.</summary>
internal sealed record LedgerEntry
{
    /// <summary>Counts the entries of the payment; 1 is the first.</summary>
    public required int Number { get; init; }

    /// <summary>Counts the postings of the payment: the entries of one were made together.</summary>
    public required int Posting { get; init; }

    /// <summary>The account.</summary>
    public required LedgerAccount Account { get; init; }

    /// <summary>Debit above zero, credit below.</summary>
    public required Money Amount { get; init; }

    /// <summary>Why.</summary>
    public required LedgerReason Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
