namespace Tollgate.Payments.Providers;

/// <summary>What the simulated provider's books say about an authorization, in minor units of one currency.</summary>
internal sealed record SimulatedAuthorization(string Currency, long Authorized, long Captured, long Refunded, bool IsVoided, bool IsCaptured)
{
    /// <summary>What the books say afterwards, and why a request is refused; null for both what stays and what is done.</summary>
    public static (SimulatedAuthorization? Next, string? Reason) Decide(SimulatedAuthorization? books, ProviderCommand command)
    {
        var amount = command.Amount.Amount;
        return command.Operation switch
        {
            ProviderOperation.Authorize when books is not null => (null, "duplicate-authorization"),
            ProviderOperation.Authorize when TestMethods.Approves(command.Method) =>
                (new SimulatedAuthorization(command.Amount.Currency, amount, 0, 0, false, false), null),
            ProviderOperation.Authorize => (null, command.Method == TestMethods.Decline ? "card-declined" : "unknown-method"),
            _ when books is null => (null, "unknown-authorization"),
            _ when books.Currency != command.Amount.Currency => (null, "wrong-currency"),
            ProviderOperation.Capture when books.IsVoided || books.IsCaptured || amount > books.Authorized => (null, "capture-not-possible"),
            ProviderOperation.Capture => (books with { Captured = amount, IsCaptured = true }, null),
            ProviderOperation.Void when books.IsCaptured || books.IsVoided => (null, "void-not-possible"),
            ProviderOperation.Void => (books with { IsVoided = true }, null),
            ProviderOperation.Refund when !books.IsCaptured || amount > books.Captured - books.Refunded => (null, "refund-not-possible"),
            ProviderOperation.Refund => (books with { Refunded = books.Refunded + amount }, null),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }
}
