using Tollgate.Platform.Configuration;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class RouteMatchTests
{
    [Theory]
    [InlineData("GET /{id}", "GET", "/{id}")]
    [InlineData("GET,HEAD /files/{*path}", "GET,HEAD", "/files/{*path}")]
    [InlineData("/", "", "/")]
    [InlineData("PURGE /cache", "PURGE", "/cache")]
    public void Methods_and_template_are_told_apart(string text, string methods, string template)
    {
        var parsed = RouteMatch.TryParse(text, out var match, out var error);

        Assert.True(parsed);
        Assert.Null(error);
        Assert.Equal(methods, string.Join(',', match!.Methods));
        Assert.Equal(template, match.Template.ToString());
        Assert.Equal(text, match.ToString());
    }

    [Theory]
    [InlineData("", "write methods and a path, as in 'GET /{id}', or a path alone for every method")]
    [InlineData("GET", "write methods and a path, as in 'GET /{id}', or a path alone for every method")]
    [InlineData(" /a", "write methods and a path, as in 'GET /{id}', or a path alone for every method")]
    [InlineData("get /a", "methods are upper case: write 'GET'")]
    [InlineData("GET,GET /a", "GET appears twice; remove one")]
    [InlineData("GET,, /a", "'' is not a method; separate methods with commas and no spaces, as in 'GET,HEAD /{id}'")]
    [InlineData("GET, HEAD /a", "'' is not a method; separate methods with commas and no spaces, as in 'GET,HEAD /{id}'")]
    [InlineData("GET|PUT /a", "'GET|PUT' is not a method; separate methods with commas and no spaces, as in 'GET,HEAD /{id}'")]
    [InlineData("CONNECT /a", "CONNECT is never forwarded; remove it")]
    [InlineData("TRACE /a", "TRACE is never forwarded; remove it")]
    [InlineData("GET  /a", "a path begins with '/'")]
    [InlineData("GET a", "a path begins with '/'")]
    [InlineData("GET /a/", "a path has no slash at its end: write '/a'")]
    public void A_wrong_match_is_refused_with_what_to_write(string text, string message)
    {
        var parsed = RouteMatch.TryParse(text, out var match, out var error);

        Assert.False(parsed);
        Assert.Null(match);
        Assert.Equal(message, error);
    }
}
