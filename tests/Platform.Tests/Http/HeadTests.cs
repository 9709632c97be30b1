using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Platform.Tests.Http;

public sealed class HeadTests
{
    [Fact]
    public async Task Head_is_answered_as_get_without_the_body()
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet("/things", (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"1\"";
            return Results.Json(new[] { context.Request.Method });
        }));

        using var head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/things"));
        using var get = await host.GetAsync("/things");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal("""["GET"]""", await get.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_fails_has_no_body_either()
    {
        await using var host = await ConventionsHost.StartAsync(app =>
        {
            app.MapGet("/broken", IResult () => throw new InvalidOperationException());
            app.MapPost("/written", () => "x");
        });

        using var broken = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/broken"));
        using var written = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/written"));

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.MethodNotAllowed), (broken.StatusCode, written.StatusCode));
        Assert.Equal("application/problem+json", broken.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["POST"], written.Content.Headers.Allow);
        Assert.Empty(await broken.Content.ReadAsByteArrayAsync());
    }
}
