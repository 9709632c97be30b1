namespace Tollgate.Notifications.Mails;

/// <summary>Who gets the mails about an order, as the orders' events say.</summary>
/// <param name="Name">What the person is called.</param>
/// <param name="Email">The address.</param>
/// <param name="Locale">The language, by its tag.</param>
internal sealed record Recipient(string Name, string Email, string Locale);
