using System.Text.Json;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>What became of a value that an address needs.</summary>
internal enum ValueState
{
    Found,

    /// <summary>It isn't there, or is null.</summary>
    Absent,

    /// <summary>It is there and can't be part of an address.</summary>
    Unusable,
}

/// <summary>What the values of an address come from.</summary>
internal readonly ref struct AddressValues(GatewayExchange exchange, BranchResult?[] results, JsonElement item)
{
    public GatewayExchange Exchange => exchange;

    /// <summary>By the branches' index; those that a branch needs are there when it begins.</summary>
    public BranchResult?[] Results => results;

    /// <summary>The item of a loop; undefined without one.</summary>
    public JsonElement Item => item;
}

/// <summary>Where a value of an address comes from.</summary>
/// <param name="text">How that is written in the configuration.</param>
internal abstract class ValueSource(string text)
{
    public string Text => text;

    /// <summary>The value, not encoded.</summary>
    public abstract ValueState Read(in AddressValues values, out string value);

    /// <summary>The value as a segment of a path.</summary>
    public virtual ValueState ReadSegment(in AddressValues values, out string segment)
    {
        var state = Read(values, out var value);
        segment = state is ValueState.Found ? SegmentValue.Encode(value) ?? "" : "";
        return state is ValueState.Found && segment.Length == 0 ? ValueState.Unusable : state;
    }

    /// <summary>What to tell a client about a value that is absent or unusable.</summary>
    public virtual Problem Explain(ValueState state) => new(ProblemTypes.UpstreamFailed, state is ValueState.Absent
        ? $"There is no '{text}' to ask for."
        : $"'{text}' is nothing that can be part of an address.");
}

/// <summary>A parameter of the route's path.</summary>
internal sealed class ParameterSource(string text, int index) : ValueSource(text)
{
    public override ValueState Read(in AddressValues values, out string value)
    {
        _ = ReadSegment(values, out var segment);
        value = Uri.UnescapeDataString(segment);
        return ValueState.Found;
    }

    // Exactly as the route was decided on.
    public override ValueState ReadSegment(in AddressValues values, out string segment)
    {
        segment = values.Exchange.Target.Path[values.Exchange.Captures[index]];
        return ValueState.Found;
    }
}

/// <summary>A parameter of the request's query; of several of the same name the first.</summary>
internal sealed class QuerySource(string text, string name) : ValueSource(text)
{
    public override ValueState Read(in AddressValues values, out string value)
    {
        foreach (var parameter in new QueryParameters(values.Exchange.Target.Query))
        {
            if (parameter.NameEquals(name))
            {
                value = parameter.DecodedValue;
                return value.Length <= SegmentValue.MaxLength ? ValueState.Found : ValueState.Unusable;
            }
        }

        value = "";
        return ValueState.Absent;
    }

    public override Problem Explain(ValueState state) => new(ProblemTypes.ValidationFailed, "A query parameter is missing or not usable.")
    {
        Errors = [new($"query:{name}", state is ValueState.Absent ? "The parameter is needed." : "The value is empty, too long, or can't be part of a path.")],
    };
}

/// <summary>A value in the answer of another branch.</summary>
internal sealed class BranchSource(string text, int branch, string[] keys) : ValueSource(text)
{
    public override ValueState Read(in AddressValues values, out string value) => JsonMembers.ToText(JsonMembers.Find(values.Results[branch]!.Value, keys), out value);
}

/// <summary>A value in the item of a loop.</summary>
internal sealed class ItemSource(string text, string[] keys) : ValueSource(text)
{
    public override ValueState Read(in AddressValues values, out string value) => JsonMembers.ToText(JsonMembers.Find(values.Item, keys), out value);
}
