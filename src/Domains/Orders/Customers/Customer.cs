namespace Tollgate.Orders.Customers;

/// <summary>What orders know of a customer.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">The mail address.</param>
/// <param name="Locale">The language, by its tag.</param>
internal sealed record Customer(string Name, string Email, string Locale);
