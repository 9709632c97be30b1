using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Sagas;

/// <summary>
/// A step that failed for good: the one exception that a saga gets from its context, on every host. A step throws it itself to say that another
/// try can't help.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It reads as what happened in the sagas that catch it.")]
public class SagaStepFailed : Exception
{
    /// <summary>The code of everything that a saga awaits after it was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The code of a step whose tries all ended with an exception.</summary>
    public const string Exhausted = "exhausted";

    /// <summary>The code of data that the saga or a step can't read as what it declares.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The code of data beyond <see cref="SagaLimits"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A failure.</summary>
    /// <param name="code">What failed, for code to compare: lower-case words with hyphens.</param>
    /// <param name="message">What failed, for people; shown to operators and stored in the history, so without personal data or secrets.</param>
    public SagaStepFailed(string code, string message)
        : base(message) => Code = code;

    /// <summary>What failed, for code to compare.</summary>
    public string Code { get; }
}
