using System.Text;

namespace Tollgate.Local.Tests.Tracing;

/// <summary>A span as it was exported.</summary>
/// <param name="TraceId">In hexadecimal digits.</param>
/// <param name="Id">In hexadecimal digits.</param>
/// <param name="ParentId">In hexadecimal digits; empty without a parent.</param>
/// <param name="Source">What made it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Attributes">Its attributes that are texts.</param>
internal sealed record Span(string TraceId, string Id, string ParentId, string Source, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    public string Attribute(string name) => Attributes.GetValueOrDefault(name, "");

    /// <summary>The spans of an export request (opentelemetry-proto, trace/v1).</summary>
    public static IEnumerable<Span> ReadAll(ReadOnlyMemory<byte> request) =>
        from resource in Messages(request, 1)
        from scope in Messages(resource, 2)
        let source = Messages(scope, 1).Select(about => Text(about, 1)).FirstOrDefault("")
        from span in Messages(scope, 2)
        select Read(span, source);

    private static Span Read(ReadOnlyMemory<byte> span, string source) => new(
        Hex(span, 1),
        Hex(span, 2),
        Hex(span, 4),
        source,
        Text(span, 5),
        Messages(span, 9).GroupBy(attribute => Text(attribute, 1)).ToDictionary(group => group.Key, group => Messages(group.Last(), 2).Select(value => Text(value, 1)).FirstOrDefault("")));

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int number) =>
        ProtobufFields.Of(message).Where(field => field.Number == number).Select(field => field.Content);

    private static string Text(ReadOnlyMemory<byte> message, int number) => Encoding.UTF8.GetString(Messages(message, number).LastOrDefault().Span);

    private static string Hex(ReadOnlyMemory<byte> message, int number) => Convert.ToHexStringLower(Messages(message, number).LastOrDefault().Span);
}
