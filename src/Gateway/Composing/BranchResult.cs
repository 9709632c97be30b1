using System.Text.Json;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>What became of a branch.</summary>
internal sealed class BranchResult : IDisposable
{
    public static readonly byte[] Null = "null"u8.ToArray();

    // The answers of a loop lie one level deeper in its list than they were judged at.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 65 };

    private readonly BranchAnswer? _answer;
    private JsonDocument? _document;

    private BranchResult(BranchAnswer? answer, ReadOnlyMemory<byte> json, Problem? failure, bool isUsable)
    {
        _answer = answer;
        (Json, Failure, IsUsable) = (json, failure, isUsable);
    }

    /// <summary>What stands in the answer; valid JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Why that is not, or not all of, what was asked for; null where it is.</summary>
    public Problem? Failure { get; }

    /// <summary>Whether other branches may take values from it, failure or not.</summary>
    public bool IsUsable { get; }

    /// <summary>From when the branch could begin.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>The value that others take from; a branch that is needed was read when it ended.</summary>
    public JsonElement Value => _document?.RootElement ?? default;

    /// <summary>The upstream's word; with a failure, as much of it as there is.</summary>
    public static BranchResult Of(BranchModel branch, BranchAnswer answer, Problem? failure = null) => new BranchResult(answer, answer.Body, failure, isUsable: true).Read(branch);

    /// <summary>The configuration's word.</summary>
    public static BranchResult Of(BranchModel branch, byte[] json) => new BranchResult(null, json, null, isUsable: true).Read(branch);

    public static BranchResult Failed(BranchModel branch, Problem failure) => new BranchResult(null, branch.Fallback ?? Null, failure, branch.Fallback is not null).Read(branch);

    public void Dispose()
    {
        _document?.Dispose();
        _answer?.Dispose();
    }

    private BranchResult Read(BranchModel branch)
    {
        if (branch.IsNeeded && IsUsable)
        {
            _document = JsonDocument.Parse(Json, Options);
        }

        return this;
    }
}
