using Tollgate.Platform.Values;

namespace Tollgate.Payments.Processing;

/// <summary>Where a payment stands.</summary>
internal enum PaymentState
{
    /// <summary>The provider has not said yet how the latest operation ended; it is asked until it does.</summary>
    Pending,

    /// <summary>The amount is reserved with the customer.</summary>
    Authorized,

    /// <summary>The provider declined; nothing is reserved.</summary>
    Declined,

    /// <summary>The money was collected.</summary>
    Captured,

    /// <summary>The authorization was given up.</summary>
    Voided,

    /// <summary>All that was captured was paid back.</summary>
    Refunded,

    /// <summary>A part of what was captured was paid back.</summary>
    PartiallyRefunded,
}

/// <summary>A payment for an order.</summary>
internal sealed record Payment
{
    /// <summary>Chosen by the client.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required PaymentState State { get; init; }

    /// <summary>Which operation the provider has not answered yet; only while <c>state</c> is pending.</summary>
    public PaymentOperation? Pending { get; init; }

    /// <summary>Why the provider declined or refused the latest operation: lower-case words with hyphens.</summary>
    public string? Reason { get; init; }

    /// <summary>What it pays for; absent when it was voided before it was made.</summary>
    public string? Order { get; init; }

    /// <summary>What is to be paid; absent when it was voided before it was made.</summary>
    public Money? Amount { get; init; }

    /// <summary>The token of the means of payment; absent when it was voided before it was made.</summary>
    public string? Method { get; init; }

    /// <summary>What was collected; absent before that.</summary>
    public Money? Captured { get; init; }

    /// <summary>What was paid back; absent before the first refund.</summary>
    public Money? Refunded { get; init; }

    /// <summary>The single refunds, the first one first.</summary>
    public required IReadOnlyList<Refund> Refunds { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What can be done with a payment.</summary>
internal enum PaymentOperation
{
    /// <summary>Reserving the amount.</summary>
    Authorize,

    /// <summary>Collecting it.</summary>
    Capture,

    /// <summary>Giving up the authorization.</summary>
    Void,

    /// <summary>Paying back.</summary>
    Refund,
}

/// <summary>What became of a refund.</summary>
internal enum RefundState
{
    /// <summary>The provider has not answered yet.</summary>
    Pending,

    /// <summary>The money was paid back.</summary>
    Done,

    /// <summary>The provider refused.</summary>
    Refused,
}

/// <summary>A refund of a payment.</summary>
/// <param name="Id">Follows from the request's idempotency key.</param>
/// <param name="Amount">What is paid back.</param>
/// <param name="State">What became of it.</param>
/// <param name="At">When it was asked for.</param>
internal sealed record Refund(string Id, Money Amount, RefundState State, DateTimeOffset At);

/// <summary>A payment as a client asks for it.</summary>
internal sealed record PaymentDraft
{
    /// <summary>The id of the order that is paid.</summary>
    public string? Order { get; init; }

    /// <summary>At least one minor unit.</summary>
    public MoneyDraft? Amount { get; init; }

    /// <summary>A token that stands for the means of payment, such as pm_approve; never the number of a card.</summary>
    public string? Method { get; init; }
}

/// <summary>What to collect.</summary>
internal sealed record CaptureDraft
{
    /// <summary>At most what is authorized; what is left is freed. Default: all of it.</summary>
    public MoneyDraft? Amount { get; init; }
}

/// <summary>What to pay back.</summary>
internal sealed record RefundDraft
{
    /// <summary>At most what was captured and not paid back yet.</summary>
    public MoneyDraft? Amount { get; init; }
}
