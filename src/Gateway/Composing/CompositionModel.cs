using System.Text.Json;
using Tollgate.Gateway.Routing;

namespace Tollgate.Gateway.Composing;

/// <summary>The branches of a composed answer.</summary>
internal sealed class CompositionModel
{
    /// <summary>In an order in which each comes after those that it needs; <see cref="BranchModel.Index"/> is the position here.</summary>
    public required BranchModel[] Branches { get; init; }

    /// <summary>The same in the order in which they were written, which is that of the answer.</summary>
    public required BranchModel[] Members { get; init; }
}

/// <summary>One of the calls that an answer is composed of, ready to run.</summary>
internal sealed class BranchModel
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    public required JsonEncodedText Member { get; init; }

    /// <summary>What the call is called in traces: its address with the places of values, never with values.</summary>
    public required string Operation { get; init; }

    /// <summary>How a call is delivered: a route of its own that no request is ever matched with.</summary>
    public required RouteModel Route { get; init; }

    public required AddressTemplate Address { get; init; }

    /// <summary>Null for one call.</summary>
    public required LoopModel? Loop { get; init; }

    /// <summary>The branches whose answers it takes values from, by their index.</summary>
    public required int[] Needs { get; init; }

    /// <summary>Whether another branch takes values from its answer.</summary>
    public required bool IsNeeded { get; init; }

    public required bool Required { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Bytes; of a loop all answers together.</summary>
    public required int MaxSize { get; init; }

    /// <summary>JSON for where there is nothing; null where that is a failure.</summary>
    public required byte[]? IfMissing { get; init; }

    /// <summary>JSON for after a failure, which other branches may use; null for null, which they may not.</summary>
    public required byte[]? Fallback { get; init; }
}

/// <summary>The list that a branch calls for.</summary>
/// <param name="Branch">The branch in whose answer it is, by its index.</param>
/// <param name="Keys">The members that lead to it.</param>
/// <param name="Source">Where it is, for messages.</param>
/// <param name="Max">How many items are looked at.</param>
/// <param name="Parallel">How many calls may be under way.</param>
internal sealed record LoopModel(int Branch, string[] Keys, string Source, int Max, int Parallel);
