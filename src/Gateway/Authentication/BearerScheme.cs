namespace Tollgate.Gateway.Authentication;

/// <summary>The scheme <c>Bearer</c> of an <c>Authorization</c> header.</summary>
internal static class BearerScheme
{
    private const string Name = "Bearer ";

    /// <summary>Where in a value the credential begins: behind the scheme, in any case, and one space or more (RFC 6750 section 2.1); -1 for another scheme.</summary>
    public static int CredentialStart(string? value) => value is not null && value.StartsWith(Name, StringComparison.OrdinalIgnoreCase)
        ? value.Length - value.AsSpan(Name.Length).TrimStart(' ').Length
        : -1;
}
