using Tollgate.Platform.Http;

namespace Tollgate.Payments;

/// <summary>The kinds of problems that only payments have.</summary>
internal static class PaymentProblems
{
    /// <summary>The id, or the refund's key, was used with other content.</summary>
    public static ProblemType PaymentDiffers { get; } = new("payment-differs", 422, "The same was asked before with other content");

    /// <summary>The payment's state does not allow this any more: declined, voided, captured.</summary>
    public static ProblemType PaymentClosed { get; } = new("payment-closed", 409, "The payment's state does not allow this");

    /// <summary>The provider has not said yet how the operation before ended.</summary>
    public static ProblemType PaymentPending { get; } = new("payment-pending", 503, "The outcome of the operation before is not known yet");

    /// <summary>More is to be captured than authorized, or refunded than captured.</summary>
    public static ProblemType AmountExceeded { get; } = new("amount-exceeded", 409, "The amount exceeds what is left");

    /// <summary>The provider refused to capture, void or refund.</summary>
    public static ProblemType ProviderRefused { get; } = new("provider-refused", 409, "The payment provider refused");
}
