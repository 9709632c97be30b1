namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>What a row says of one limit: what was used, never what is left, so that other numbers in the configuration don't reset it.</summary>
internal sealed class Account(string name, LimitKind kind)
{
    public string Name => name;

    public LimitKind Kind => kind;

    /// <summary>A bucket's missing tokens, as of the row's time.</summary>
    public double Debt { get; set; }

    /// <summary>The tokens per tick that make up for the debt, as the last writer knew them.</summary>
    public double Rate { get; set; }

    /// <summary>The length of a window or sub-window.</summary>
    public long Step { get; set; }

    /// <summary>The last window that something was used in.</summary>
    public long Window { get; set; }

    /// <summary>What was used per window, the last one first; a calendar count has one.</summary>
    public long[] Used { get; set; } = [];

    public static Account For(LimitModel limit) => new(limit.Account, limit.Kind)
    {
        Rate = limit.Rate,
        Step = limit.Step,
        Used = limit.Kind switch
        {
            LimitKind.Bucket => [],
            LimitKind.Calendar => new long[1],
            _ => new long[LimitModel.SubWindows + 1],
        },
    };

    /// <summary>The debt after some time without use.</summary>
    public double DebtAfter(double rate, long elapsed) => elapsed <= 0 ? Debt : Math.Max(0, Debt - (rate * elapsed));

    /// <summary>What counts at a time: this window's use, or the sliding ones'.</summary>
    public long UsedAt(long time)
    {
        var passed = Math.Max(0, CalendarWindow.IndexOf(time, Step) - Window);
        var sum = 0L;
        for (var index = 0; index + passed < Used.Length; index++)
        {
            sum += Used[index];
        }

        return sum;
    }

    /// <summary>The start of the first window from a time on in which something is left of a limit.</summary>
    public long RefillsAt(long limit, long time)
    {
        var window = Math.Max(Window, CalendarWindow.IndexOf(time, Step));
        while (limit - UsedAt(CalendarWindow.StartOf(window, Step)) < 1 && window <= Window + Used.Length)
        {
            window++;
        }

        return CalendarWindow.StartOf(window, Step);
    }

    /// <summary>Makes a time's window the current one, unless a later one is.</summary>
    public void MoveTo(long time)
    {
        var passed = CalendarWindow.IndexOf(time, Step) - Window;
        if (passed <= 0)
        {
            return;
        }

        for (var index = Used.Length - 1; index >= 0; index--)
        {
            Used[index] = index >= passed ? Used[index - passed] : 0;
        }

        Window += passed;
    }

    /// <summary>When nothing of it counts any more.</summary>
    public long ForgottenAt(long rowTime) => kind is LimitKind.Bucket
        ? rowTime + (long)Math.Min(Debt / Rate, TimeSpan.TicksPerDay)
        : CalendarWindow.StartOf(Window + Used.Length, Step);
}
