using System.Globalization;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// The rows of one service's queue, all in the partition of its name: <c>e|{number}</c> the events in the order of their publication,
/// <c>d|{number}</c> the dead letters, <c>head</c> the next number, <c>lease</c> the process that delivers. Numbers are given by a conditional
/// write of the head in the batch of the events, so they never appear out of order.
/// </summary>
internal static class QueueRow
{
    public const string Head = "head";
    public const string Lease = "lease";
    public const string Next = "Next";
    public const string Body = "Body";
    public const string Subject = "Subject";
    public const string Deliveries = "Deliveries";
    public const string Deaths = "Deaths";
    public const string Reason = "Reason";
    public const string Description = "Description";
    public const string Since = "Since";

    private const string Waiting = "e|";
    private const string Dead = "d|";

    public static TableKey EventKey(string service, long number) => new(service, Key(Waiting, number));

    public static TableKey DeadKey(string service, long number) => new(service, Key(Dead, number));

    public static TableEntity Event(string service, long number, string subject, byte[] json) =>
        new(EventKey(service, number)) { { Subject, subject }, { Body, json } };

    /// <summary>The events behind a number.</summary>
    public static TableQuery EventsAfter(string service, long number) =>
        TableQuery.Rows(service, Key(Waiting, number + 1), "e}");

    public static TableQuery DeadAfter(string service, long number) =>
        TableQuery.Rows(service, Key(Dead, number + 1), "d}");

    public static long NumberOf(TableEntity row) => long.Parse(row.Key.Row.AsSpan(Waiting.Length), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Key(string prefix, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:d19}");
}
