namespace Tollgate.Platform.Configuration.Documents;

/// <summary>A list of mistakes that a person will read: it ends where nobody reads on, however many mistakes a hostile document makes.</summary>
internal static class ErrorList
{
    public const int MaxErrors = 1000;

    private const int MaxMessage = 1000;

    /// <summary>Whether something was left out, so that nothing follows from the absence of a mistake.</summary>
    public static bool IsFull(this List<ConfigurationError> errors) => errors.Count > MaxErrors;

    public static void Report(this List<ConfigurationError> errors, ConfigurationError error)
    {
        if (errors.Count < MaxErrors)
        {
            errors.Add(error with { Pointer = Cut(error.Pointer), Message = Cut(error.Message) });
        }
        else if (errors.Count == MaxErrors)
        {
            errors.Add(new ConfigurationError("", 0, 0, "", FormattableString.Invariant($"there are more than {MaxErrors} mistakes; correct these and try again")));
        }
    }

    // What is wrong stands at the beginning of a message, what to write at its end.
    private static string Cut(string text) => text.Length <= MaxMessage ? text : $"{text[..(MaxMessage / 2)]} … {text[^(MaxMessage / 2)..]}";
}
