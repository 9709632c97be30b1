namespace Tollgate.Gateway.Health;

/// <summary>What the probes of a server say together: well until several in a row say otherwise, and the other way round.</summary>
internal sealed class ProbeVerdict
{
    private volatile bool _unwell;
    private int _contradictions;

    public bool IsWell => !_unwell;

    /// <summary>Adds an answer; probes of one server come one after the other. Returns true when the verdict changed.</summary>
    public bool Add(bool well, HealthSettings settings)
    {
        if (well != _unwell)
        {
            _contradictions = 0;
            return false;
        }

        if (++_contradictions < (well ? settings.HealthyAfter : settings.UnhealthyAfter))
        {
            return false;
        }

        (_unwell, _contradictions) = (!well, 0);
        return true;
    }

    /// <summary>Nobody asks any more: the last verdict would hold forever.</summary>
    public void Forget() => (_unwell, _contradictions) = (false, 0);
}
