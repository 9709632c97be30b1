namespace Tollgate.Gateway.Accepting;

/// <summary>Why a request target is refused: each is something that two readers of the path could understand differently.</summary>
internal enum PathFault
{
    None,
    NotOriginForm,
    Fragment,
    ForbiddenCharacter,
    BrokenEscape,
    EncodedSeparator,
    EncodedControl,
    DoubleEncoding,
    DotSegment,
    PathParameters,
    EmptySegment,
    InvalidUtf8,
}

internal static class PathFaultExtensions
{
    public static string Describe(this PathFault fault) => fault switch
    {
        PathFault.NotOriginForm => "The request target must be a path that begins with '/'.",
        PathFault.Fragment => "The request target contains '#'; a fragment is never sent to a server, a literal '#' is written %23.",
        PathFault.ForbiddenCharacter => "The path contains a backslash, a control character or a character outside ASCII; percent-encode it as UTF-8.",
        PathFault.BrokenEscape => "The path contains '%' without two hexadecimal digits after it; a literal '%' is written %25.",
        PathFault.EncodedSeparator => "The path contains an encoded slash or backslash (%2F, %5C), which servers read differently.",
        PathFault.EncodedControl => "The path contains an encoded control character such as %00.",
        PathFault.DoubleEncoding => "The path is encoded twice (%25 followed by two hexadecimal digits); encode it once.",
        PathFault.DotSegment => "The path contains a '.' or '..' segment; resolve it before sending.",
        PathFault.PathParameters => "The path contains ';'. Some servers cut off what follows it and would see another path; a literal ';' is written %3B.",
        PathFault.EmptySegment => "The path contains an empty segment ('//').",
        PathFault.InvalidUtf8 => "The path contains percent-encoded bytes that are not UTF-8.",
        _ => "The path is ambiguous.",
    };
}
