namespace Tollgate.Local.Tests.Tracing;

/// <summary>The spans of one trace.</summary>
internal sealed class SpanTree(IReadOnlyList<Span> spans)
{
    private readonly ILookup<string, Span> _children = spans.ToLookup(span => span.ParentId);
    private readonly HashSet<string> _ids = [.. spans.Select(span => span.Id)];

    /// <summary>Those whose parent is not among them.</summary>
    public IEnumerable<Span> Roots => spans.Where(span => !_ids.Contains(span.ParentId));

    /// <summary>The names from the root to each span that has no children, such as <c>gateway: GET /x > catalog: GET /y</c>.</summary>
    public IReadOnlyList<string> Paths => [.. Roots.SelectMany(PathsFrom).Order(StringComparer.Ordinal)];

    /// <summary>How many there are of a name.</summary>
    public int Count(string name) => spans.Count(span => NameOf(span) == name);

    public override string ToString() => string.Join('\n', Paths);

    private static string NameOf(Span span) => span.Attribute("tollgate.module") is { Length: > 0 } module ? $"{module}: {span.Name}" : span.Name;

    private IEnumerable<string> PathsFrom(Span span) =>
        _children.Contains(span.Id) ? _children[span.Id].SelectMany(PathsFrom).Select(path => $"{NameOf(span)} > {path}") : [NameOf(span)];
}
