namespace Tollgate.Gateway.Resilience;

/// <summary>Statuses from 100 to 599, for a quick look.</summary>
internal sealed class StatusSet
{
    private const int First = 100;
    private const int Count = 500;

    private readonly bool[] _contains = new bool[Count];

    public StatusSet(IEnumerable<int> statuses)
    {
        foreach (var status in statuses)
        {
            _contains[status - First] = true;
        }
    }

    public bool Contains(int status) => (uint)(status - First) < Count && _contains[status - First];
}
