using System.Globalization;
using Tollgate.Payments.Providers;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Values;

namespace Tollgate.Payments.Processing;

/// <summary>Where a payment rests; it goes from one to a later one only.</summary>
internal enum PaymentPhase
{
    Requested,
    Authorized,
    Declined,
    Captured,
    Voided,
}

/// <summary>Something that was decided on and that the provider has not answered yet. It is written down before the provider is asked.</summary>
/// <param name="Operation">What it is.</param>
/// <param name="Amount">Of how much, in minor units of the payment's currency.</param>
/// <param name="Since">When it was decided on.</param>
/// <param name="Refund">Which refund, for one.</param>
internal sealed record OpenOperation(PaymentOperation Operation, long Amount, DateTimeOffset Since, string? Refund = null);

/// <summary>A payment as its row holds it.</summary>
internal sealed record PaymentRecord
{
    public required PaymentPhase Phase { get; init; }

    public required string Order { get; init; }

    public required Money Amount { get; init; }

    public required string Method { get; init; }

    /// <summary>The provider's name of the authorization, once it is known.</summary>
    public string? Reference { get; init; }

    public OpenOperation? Open { get; init; }

    /// <summary>Whether the payment is to be voided as soon as it is known that it was authorized.</summary>
    public bool IsUnwanted { get; init; }

    public string? Reason { get; init; }

    /// <summary>What was collected, in minor units.</summary>
    public long Captured { get; init; }

    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    /// <summary>How many ledger entries there are.</summary>
    public int Entries { get; init; }

    /// <summary>How many postings these make.</summary>
    public int Postings { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it was voided before it was made.</summary>
    public bool WasNeverMade() => Order.Length == 0;

    public long RefundedAmount() => Refunds.Where(refund => refund.State is RefundState.Done).Sum(refund => refund.Amount.Amount);

    /// <summary>Whether it asks for the same as another: a repeated request.</summary>
    public bool Asks(PaymentRecord other) => (Order, Amount, Method) == (other.Order, other.Amount, other.Method);

    public Payment Show(string id) => new()
    {
        Id = id,
        State = State(),
        Pending = Open?.Operation,
        Reason = Reason,
        Order = WasNeverMade() ? null : Order,
        Amount = WasNeverMade() ? null : Amount,
        Method = WasNeverMade() ? null : Method,
        Captured = Phase is PaymentPhase.Captured ? Amount with { Amount = Captured } : null,
        Refunded = RefundedAmount() is > 0 and var refunded ? Amount with { Amount = refunded } : null,
        Refunds = Refunds,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    public PaymentState State() => this switch
    {
        { Open: not null } or { IsUnwanted: true, Phase: PaymentPhase.Authorized } => PaymentState.Pending,
        { Phase: PaymentPhase.Authorized } => PaymentState.Authorized,
        { Phase: PaymentPhase.Declined } => PaymentState.Declined,
        { Phase: PaymentPhase.Voided } => PaymentState.Voided,
        { Phase: PaymentPhase.Captured } when RefundedAmount() == 0 => PaymentState.Captured,
        { Phase: PaymentPhase.Captured } when RefundedAmount() < Captured => PaymentState.PartiallyRefunded,
        { Phase: PaymentPhase.Captured } => PaymentState.Refunded,
        _ => throw new InvalidOperationException("A payment that was asked for has an open operation or an outcome."),
    };
}

/// <summary>Whose payment, and which.</summary>
internal readonly record struct PaymentKey(string Tenant, string Id)
{
    /// <summary>
    /// The name under which the provider knows an operation: the same however often it is asked. A capture or void after one that was refused is another
    /// operation, since a provider repeats its answer to the same name.
    /// </summary>
    public string CommandKey(OpenOperation open) => open switch
    {
        { Refund: { } refund } => $"{Tenant}|{Id}|refund|{refund}",
        { Operation: PaymentOperation.Authorize } => $"{Tenant}|{Id}|authorize",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Tenant}|{Id}|{open.Operation.ToString().ToLowerInvariant()}|{open.Since.UtcTicks}"),
    };

    /// <summary>The payment that a command was about.</summary>
    public static PaymentKey? OfCommand(string commandKey) => commandKey.Split('|') is [var tenant, var id, _, ..] ? new PaymentKey(tenant, id) : null;
}

/// <summary>A payment with the version that the store keeps of it.</summary>
internal sealed record StoredPayment(PaymentKey Key, PaymentRecord Record, ETag Version)
{
    public ProviderCommand Command(OpenOperation open) => new(
        Key.CommandKey(open),
        Enum.Parse<ProviderOperation>(open.Operation.ToString()),
        Record.Amount with { Amount = open.Amount },
        Record.Method,
        open.Operation is PaymentOperation.Authorize ? null : Record.Reference);
}
