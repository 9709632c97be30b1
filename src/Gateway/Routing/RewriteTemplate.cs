using System.Text;

namespace Tollgate.Gateway.Routing;

/// <summary>An upstream path with places for the parameters of the matched template.</summary>
internal sealed class RewriteTemplate
{
    private readonly (string? Literal, int Parameter)[] _parts;

    /// <param name="rewrite">Such as <c>/internal/{id}</c>; every parameter is one of <paramref name="parameters"/>.</param>
    /// <param name="parameters">The matched template's parameters in order.</param>
    public RewriteTemplate(string rewrite, IReadOnlyList<string> parameters)
    {
        List<(string?, int)> parts = [];
        var rest = rewrite.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            var close = rest.IndexOf('}');
            var name = rest[(open + 1)..close].TrimStart('*').ToString();
            parts.Add((rest[..open].ToString(), -1));
            parts.Add((null, parameters.ToList().IndexOf(name)));
            rest = rest[(close + 1)..];
        }

        parts.Add((rest.ToString(), -1));
        _parts = [.. parts];
    }

    public string Expand(ReadOnlySpan<char> path, in RouteCaptures captures)
    {
        var result = new StringBuilder(path.Length);
        foreach (var (literal, parameter) in _parts)
        {
            result.Append(literal is null ? path[captures[parameter]] : literal);
        }

        return result.ToString();
    }
}
