namespace Tollgate.Gateway.Tests.Limits.Ledger;

/// <summary>Reproducible chance (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>In [0, 1).</summary>
    public double Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public bool Happens(double probability) => Next() < probability;

    public double Between(double from, double to) => from + ((to - from) * Next());

    /// <summary>Exponentially distributed.</summary>
    public double Wait(double mean) => -mean * Math.Log(1 - Next());
}
