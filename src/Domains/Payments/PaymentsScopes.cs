namespace Tollgate.Payments;

/// <summary>What callers may do here.</summary>
internal static class PaymentsScopes
{
    public const string Read = "payments.read";
    public const string Write = "payments.write";
}
