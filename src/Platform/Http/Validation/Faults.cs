namespace Tollgate.Platform.Http.Validation;

/// <summary>
/// Collects what is wrong with a request, so that a client learns everything at once. Each fault has its place: a JSON pointer
/// (RFC 6901) such as <c>#/price/amount</c>, or <c>query:limit</c>, <c>header:If-Match</c>, <c>path:id</c>.
/// </summary>
public sealed class Faults
{
    private readonly List<ProblemError> _errors = [];

    /// <summary>Whether anything is wrong so far.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>What was found, in the order in which it was found.</summary>
    public IReadOnlyList<ProblemError> Errors => _errors;

    /// <summary>Adds a fault.</summary>
    /// <param name="pointer">Its place.</param>
    /// <param name="detail">What would be right, for a person.</param>
    public void Add(string pointer, string detail) => _errors.Add(new ProblemError(pointer, detail));

    /// <summary>The answer to the request: 400 with all faults.</summary>
    public Problem ToProblem(string detail) => new(ProblemTypes.ValidationFailed, detail) { Errors = _errors };
}
