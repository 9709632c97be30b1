namespace Tollgate.Gateway.Routing;

/// <summary>The methods of a route. Method names compare by case (RFC 9110 section 9.1); the empty set means every method.</summary>
internal sealed class MethodSet
{
    private readonly string[] _methods;

    public MethodSet(IEnumerable<string> methods) => _methods = [.. methods.Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> Methods => _methods;

    public bool IsEvery => _methods.Length == 0;

    public bool Contains(string method)
    {
        foreach (var candidate in _methods)
        {
            if (ReferenceEquals(candidate, method) || string.Equals(candidate, method, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return IsEvery;
    }
}
