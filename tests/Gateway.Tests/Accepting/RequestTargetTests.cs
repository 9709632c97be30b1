using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Accepting;

namespace Tollgate.Gateway.Tests.Accepting;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/a/b", "/a/b", "")]
    [InlineData("/a/", "/a/", "")]
    [InlineData("/a?", "/a", "?")]
    [InlineData("/a?x=%2F..//&y=?", "/a", "?x=%2F..//&y=?")]
    [InlineData("/%61dmin", "/admin", "")]
    [InlineData("/%7Euser", "/~user", "")]
    [InlineData("/a%20b", "/a%20b", "")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9", "")]
    [InlineData("/100%25off", "/100%25off", "")]
    [InlineData("/100%25", "/100%25", "")]
    [InlineData("/a[0]", "/a%5B0%5D", "")]
    [InlineData("/a|b", "/a%7Cb", "")]
    [InlineData("/.well-known/x", "/.well-known/x", "")]
    [InlineData("/...", "/...", "")]
    [InlineData("/a.b/..c", "/a.b/..c", "")]
    [InlineData("/%3a@!$&'()*+,=", "/%3A@!$&'()*+,=", "")]
    [InlineData("/a%3bb?x;y", "/a%3Bb", "?x;y")]
    [InlineData("http://example.com/a?b", "/a", "?b")]
    [InlineData("HTTPS://example.com/a", "/a", "")]
    public void A_clear_target_is_normalised(string raw, string path, string query)
    {
        var fault = RequestTarget.TryRead(raw, out var target);

        Assert.Equal(PathFault.None, fault);
        Assert.Equal(new RequestTarget(path, query), target);
    }

    [Theory]
    [InlineData("", nameof(PathFault.NotOriginForm))]
    [InlineData("*", nameof(PathFault.NotOriginForm))]
    [InlineData("a/b", nameof(PathFault.NotOriginForm))]
    [InlineData("example.com:443", nameof(PathFault.NotOriginForm))]
    [InlineData("http://example.com", nameof(PathFault.NotOriginForm))]
    [InlineData("file:///etc/passwd", nameof(PathFault.NotOriginForm))]
    [InlineData("/a#b", nameof(PathFault.Fragment))]
    [InlineData("/a?b#c", nameof(PathFault.Fragment))]
    [InlineData("/a\\b", nameof(PathFault.ForbiddenCharacter))]
    [InlineData("/a b", nameof(PathFault.ForbiddenCharacter))]
    [InlineData("/a\u0000b", nameof(PathFault.ForbiddenCharacter))]
    [InlineData("/caf\u00e9", nameof(PathFault.ForbiddenCharacter))]
    [InlineData("/a?b\u00e9", nameof(PathFault.ForbiddenCharacter))]
    [InlineData("/a?b\r\nX: y", nameof(PathFault.ForbiddenCharacter))]
    [InlineData("/%", nameof(PathFault.BrokenEscape))]
    [InlineData("/%2", nameof(PathFault.BrokenEscape))]
    [InlineData("/%zz", nameof(PathFault.BrokenEscape))]
    [InlineData("/%u0041", nameof(PathFault.BrokenEscape))]
    [InlineData("/a%2fb", nameof(PathFault.EncodedSeparator))]
    [InlineData("/a%2Fb", nameof(PathFault.EncodedSeparator))]
    [InlineData("/a%5cb", nameof(PathFault.EncodedSeparator))]
    [InlineData("/a%00b", nameof(PathFault.EncodedControl))]
    [InlineData("/a%0d%0ab", nameof(PathFault.EncodedControl))]
    [InlineData("/a%7f", nameof(PathFault.EncodedControl))]
    [InlineData("/a%252fb", nameof(PathFault.DoubleEncoding))]
    [InlineData("/%2561dmin", nameof(PathFault.DoubleEncoding))]
    [InlineData("/%25%32%66", nameof(PathFault.DoubleEncoding))]
    [InlineData("/..", nameof(PathFault.DotSegment))]
    [InlineData("/.", nameof(PathFault.DotSegment))]
    [InlineData("/a/../b", nameof(PathFault.DotSegment))]
    [InlineData("/a/./b", nameof(PathFault.DotSegment))]
    [InlineData("/a/.b/../c", nameof(PathFault.DotSegment))]
    [InlineData("/a/%2e%2e/b", nameof(PathFault.DotSegment))]
    [InlineData("/a/.%2E", nameof(PathFault.DotSegment))]
    [InlineData("/a/..;x=1/b", nameof(PathFault.PathParameters))]
    [InlineData("/admin;x=1", nameof(PathFault.PathParameters))]
    [InlineData("/;", nameof(PathFault.PathParameters))]
    [InlineData("//", nameof(PathFault.EmptySegment))]
    [InlineData("//evil.example/a", nameof(PathFault.EmptySegment))]
    [InlineData("/a//b", nameof(PathFault.EmptySegment))]
    [InlineData("/%c0%af", nameof(PathFault.InvalidUtf8))]
    [InlineData("/%e2%82", nameof(PathFault.InvalidUtf8))]
    [InlineData("/%ff", nameof(PathFault.InvalidUtf8))]
    public void A_target_that_two_readers_could_understand_differently_is_refused(string raw, string expected)
    {
        var fault = RequestTarget.TryRead(raw, out _);

        Assert.Equal(expected, fault.ToString());
    }

    [Fact]
    public void Every_fault_says_what_to_do()
    {
        var descriptions = Enum.GetValues<PathFault>().Where(fault => fault is not PathFault.None).Select(fault => fault.Describe()).ToList();

        Assert.Equal(descriptions.Count, descriptions.Distinct().Count());
    }

    [Fact]
    public void Normalising_twice_changes_nothing()
    {
        Prop.ForAll(Targets(), raw => RequestTarget.TryRead(raw, out var once) is not PathFault.None
            || (RequestTarget.TryRead(once.Path + once.Query, out var twice) is PathFault.None && twice == once)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_number_of_decodings_of_an_accepted_path_yields_another_segment_structure()
    {
        Prop.ForAll(Targets(), raw =>
        {
            if (RequestTarget.TryRead(raw, out var target) is not PathFault.None)
            {
                return true;
            }

            var segments = target.Path.Split('/').Length;
            var decoded = Uri.UnescapeDataString(target.Path);
            return decoded.Split('/', '\\').Length == segments && !decoded.Split('/').Any(segment => segment is "." or "..");
        }).QuickCheckThrowOnFailure();
    }

    private static Arbitrary<string> Targets()
    {
        string[] pieces = ["/", "/", "a", "B", ".", "..", "%2e", "%2E", "%2f", "%25", "%61", "%", "%c3%a9", "%C0%AF", ";", "~", "[", "\\", "?", "x=1", "#", "é", "2e", "2f"];
        return Gen.Elements(pieces).ListOf().Select(parts => "/" + string.Concat(parts)).ToArbitrary();
    }
}
