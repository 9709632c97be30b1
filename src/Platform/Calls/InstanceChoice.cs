using Tollgate.Platform.Registry;

namespace Tollgate.Platform.Calls;

/// <summary>Which instances one call asks, one after another: first the one whose turn it is, and none again before all others.</summary>
/// <param name="turn">Moves with each call, so that calls go to the instances in turn.</param>
internal sealed class InstanceChoice(uint turn)
{
    private readonly List<Uri> _asked = [];

    /// <summary>The instance to ask now: one that the call has not asked yet, or else the one that it asked longest ago.</summary>
    /// <param name="instances">At least one; what is registered may change within a call.</param>
    public ServiceInstance Next(IReadOnlyList<ServiceInstance> instances)
    {
        var (next, asked) = (instances[0], int.MaxValue);
        for (var i = 0; i < instances.Count; i++)
        {
            var candidate = instances[(int)((turn + (uint)i) % (uint)instances.Count)];
            if (_asked.LastIndexOf(candidate.Address) is var last && last < asked)
            {
                (next, asked) = (candidate, last);
            }
        }

        _asked.Add(next.Address);
        return next;
    }
}
