namespace Tollgate.Platform.Configuration.Model;

/// <summary>The form that a text, or every text of a list, must have; the editors' schema carries it too.</summary>
/// <param name="pattern">A regular expression that both .NET and ECMAScript understand alike.</param>
/// <param name="expected">The form in words, to follow "is not".</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormAttribute(string pattern, string expected) : Attribute
{
    public string Pattern { get; } = pattern;

    public string Expected { get; } = expected;
}

/// <summary>The range, both ends included, of an integer, a duration or a size, in its textual form.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BetweenAttribute(string from, string to) : Attribute
{
    public string From { get; } = from;

    public string To { get; } = to;
}

/// <summary>A part of the model that inheritance fills in: no key of a document.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DerivedAttribute : Attribute;

/// <summary>What to write for a key that is missing, as it would stand behind the key.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExampleAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

internal static class Forms
{
    public const string Name = "^(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$";

    public const string NameText = "a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter";

    public const string RouteName = "^[A-Za-z][A-Za-z0-9._-]{0,127}$";

    public const string RouteNameText = "an operation's name: up to 128 letters, digits, dots, hyphens and underscores, beginning with a letter";

    public const string Version = "^[A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$";

    public const string VersionText = "a version: up to 32 letters, digits, dots, hyphens and underscores, as in \"v1\" or \"2024-10-01\"";

    public const string Title = "^.{1,200}$";

    public const string TitleText = "a title: one line of up to 200 characters";

    public const string Scope = "^[!#-\\[\\]-~]{1,128}$";

    public const string ScopeText = "a scope (RFC 6749 section 3.3): up to 128 printable characters without spaces, quotes and backslashes";

    public const string Claim = "^[!-<>-{}~]{1,256}$";

    public const string ClaimText = "a claim's name: up to 256 printable characters without spaces, '=' and '|'";

    public const string Tenant = "^(any|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$";

    public const string TenantText = "the id of a tenant: a GUID in lower case as in '11111111-2222-3333-4444-555555555555', or 'any' for every tenant";

    public const string Requirement = $"^{Option}( *\\| *{Option})*$";

    public const string RequirementText =
        "a requirement: 'scope:orders.read', 'role:admin', 'claim:dept=sales', 'claim:dept', or alternatives as in 'scope:orders.write | role:admin'";

    public const string HashOn = "^(consumer|ip|(header|cookie):[A-Za-z0-9._-]{1,128})$";

    public const string HashOnText = "'consumer', 'ip', or the name of a header or cookie, as in 'header:X-Tenant' or 'cookie:session'";

    public const string LimitKey = "^(consumer|subscription|tenant|ip|api|header:[0-9A-Za-z_-]{1,64}|claim:[!-~]{1,128})$";

    public const string LimitKeyText = "what a limit counts by: consumer, subscription, tenant, ip, api, header:NAME or claim:NAME";

    public const string Hash = "^sha256:[0-9a-fA-F]{64}$";

    public const string HashText = "a hash: 'sha256:' and 64 hexadecimal digits, the SHA-256 of the whole key";

    private const string Option = "(scope:[!-{}~]{1,128}|role:[^| ]([^|]{0,126}[^| ])?|claim:[!-<>-{}~]{1,256}(=[^| ]([^|]{0,254}[^| ])?)?)";
}
