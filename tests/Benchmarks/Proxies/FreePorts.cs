using System.Net.NetworkInformation;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>Finds port bases: ten ports in a row that nobody has.</summary>
internal static class FreePorts
{
    private const int Lowest = 21_000;
    private const int Highest = 31_000;

    private static int _next = Lowest;

    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(endPoint => endPoint.Port).ToHashSet();
        while (_next < Highest)
        {
            var ports = _next;
            _next += 10;
            if (!Enumerable.Range(ports, 10).Any(taken.Contains))
            {
                return ports;
            }
        }

        throw new InvalidOperationException("Ten free ports in a row are needed between 21000 and 31000.");
    }
}
