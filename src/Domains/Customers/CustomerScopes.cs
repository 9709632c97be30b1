namespace Tollgate.Customers;

/// <summary>What callers may do here: also reading needs a scope, since all of it is personal data.</summary>
internal static class CustomerScopes
{
    public const string Read = "customers.read";
    public const string Write = "customers.write";
}
