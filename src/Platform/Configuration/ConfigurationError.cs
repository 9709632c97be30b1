using System.Globalization;

namespace Tollgate.Platform.Configuration;

/// <summary>Something wrong in a configuration, and where.</summary>
/// <param name="File">The file; empty for what is wrong with the configuration as a whole.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in characters, from 1.</param>
/// <param name="Pointer">The place within its resource as a JSON pointer (RFC 6901); empty for the resource as a whole.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record ConfigurationError(string File, int Line, int Column, string Pointer, string Message)
{
    /// <summary>One line, in the form that editors turn into a link.</summary>
    public override string ToString() => this switch
    {
        { File.Length: 0 } => Message,
        { Pointer.Length: 0 } => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Pointer}: {Message}"),
    };
}
