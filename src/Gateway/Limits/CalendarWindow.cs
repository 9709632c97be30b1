namespace Tollgate.Gateway.Limits;

/// <summary>Calendar windows, in UTC: hours and days as everybody counts them, weeks from Monday.</summary>
internal static class CalendarWindow
{
    // A Monday.
    private static readonly long Origin = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>The window that a time falls into.</summary>
    public static long IndexOf(long ticks, long step)
    {
        var since = ticks - Origin;
        return since >= 0 ? since / step : -((-since + step - 1) / step);
    }

    public static long StartOf(long index, long step) => Origin + (index * step);
}
