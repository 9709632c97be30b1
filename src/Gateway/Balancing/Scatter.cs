namespace Tollgate.Gateway.Balancing;

/// <summary>Numbers that look random and cost one atomic addition (splitmix64). Not for secrets.</summary>
internal sealed class Scatter(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    public ulong Next() => Mix(Interlocked.Add(ref _state, Golden));

    /// <summary>From 0 to 1, without 1.</summary>
    public double NextFraction() => Fraction(Next());

    /// <summary>A number as a fraction from 0 to 1, without 1.</summary>
    public static double Fraction(ulong number) => (number >> 11) * (1.0 / (1UL << 53));

    /// <summary>Spreads similar numbers over all of them.</summary>
    public static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    /// <summary>A text as a number that is the same in every process (FNV-1a).</summary>
    public static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        return Mix(hash);
    }
}
