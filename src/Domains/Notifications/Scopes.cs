namespace Tollgate.Notifications;

/// <summary>What callers need.</summary>
internal static class Scopes
{
    public const string Read = "notifications.read";
    public const string Write = "notifications.write";
}
