using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>What a renewal does next.</summary>
/// <param name="Kind">What.</param>
/// <param name="Write">The write to send.</param>
/// <param name="Pause">How long to wait, in ticks.</param>
internal readonly record struct LedgerStep(LedgerStepKind Kind, TableWrite? Write = null, long Pause = 0);

internal enum LedgerStepKind
{
    /// <summary>Nothing more.</summary>
    End,

    /// <summary>Read the row, then tell what came.</summary>
    Read,

    /// <summary>Send a write, then tell what came.</summary>
    Write,

    /// <summary>Wait, then ask again.</summary>
    Pause,
}
