using System.Text;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>What a branch asks for.</summary>
/// <param name="Path">The path, safe and encoded.</param>
/// <param name="Query">The query with its '?'; empty for none.</param>
/// <param name="Fault">Why there is no address; null where there is one.</param>
/// <param name="IsMissing">Whether the reason is a value that is absent.</param>
internal readonly record struct Address(string Path, string Query, Problem? Fault = null, bool IsMissing = false);

/// <summary>An address with places for values. A value never becomes more than the segment, or the parameter's value, that it stands for.</summary>
/// <param name="segments">Encoded texts, or where they come from.</param>
/// <param name="query">Encoded names with encoded texts, or where they come from.</param>
internal sealed class AddressTemplate(
    (string? Literal, ValueSource? Source)[] segments, (string Name, string? Literal, ValueSource? Source)[] query)
{
    public Address Expand(in AddressValues values)
    {
        var path = new StringBuilder();
        foreach (var (literal, source) in segments)
        {
            var segment = literal ?? "";
            if (source is not null && source.ReadSegment(values, out segment) is not ValueState.Found and var state)
            {
                return new Address("", "", source.Explain(state), state is ValueState.Absent);
            }

            path.Append('/').Append(segment);
        }

        return Query(path.Length == 0 ? "/" : path.ToString(), values);
    }

    private Address Query(string path, in AddressValues values)
    {
        if (query.Length == 0)
        {
            return new Address(path, "");
        }

        var text = new StringBuilder();
        foreach (var (name, literal, source) in query)
        {
            var value = literal ?? "";
            switch (source?.Read(values, out value) ?? ValueState.Found)
            {
                case ValueState.Unusable:
                    return new Address("", "", source!.Explain(ValueState.Unusable));
                case ValueState.Found:
                    text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(source is null ? value : Uri.EscapeDataString(value));
                    break;
            }
        }

        return new Address(path, text.ToString());
    }
}
