namespace Tollgate.Gateway.Routing;

/// <summary>
/// The methods of a route. Method names compare by case (RFC 9110 section 9.1); the empty set means every method but those that are
/// never forwarded: TRACE would show an upstream's view of the request, CONNECT asks for a tunnel.
/// </summary>
internal sealed class MethodSet
{
    private static readonly string[] Usual = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    private readonly string[] _methods;

    public MethodSet(IEnumerable<string> methods) => _methods = [.. methods.Distinct(StringComparer.Ordinal)];

    /// <summary>What to tell a client that used another method; for every method, those that are in common use.</summary>
    public IReadOnlyList<string> Allowed => IsEvery ? Usual : _methods;

    private bool IsEvery => _methods.Length == 0;

    public bool Contains(string method)
    {
        foreach (var candidate in _methods)
        {
            if (ReferenceEquals(candidate, method) || string.Equals(candidate, method, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return IsEvery && method is not ("TRACE" or "CONNECT");
    }
}
