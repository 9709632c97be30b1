using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Http;

public sealed class ProblemMiddlewareTests
{
    private static readonly JsonElement Sized = JsonSerializer.SerializeToElement(new { name = new string('x', 100) });

    [Fact]
    public async Task A_defect_is_500_without_a_word_of_the_exception()
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet("/", void () => throw new InvalidOperationException("secret")));

        using var response = await host.GetAsync("/");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("urn:tollgate:problem:internal-error", text, StringComparison.Ordinal);
        Assert.Contains("\"traceId\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", false)]
    [InlineData("", false)]
    public async Task A_problem_names_the_trace_that_the_caller_began_or_a_new_one(string traceParent, bool isTrace)
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet("/", () => Results.StatusCode(409)));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative)) { Headers = { { "traceparent", traceParent } } };

        using var response = await host.Client.SendAsync(request);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        var traceId = problem.GetProperty("traceId").GetString();
        Assert.Matches("^[0-9a-f]{32}$", traceId);
        Assert.Equal(isTrace, traceId == "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    [Theory]
    [InlineData(TableFault.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(TableFault.Throttled, HttpStatusCode.ServiceUnavailable)]
    [InlineData(TableFault.Invalid, HttpStatusCode.InternalServerError)]
    [InlineData(TableFault.TableMissing, HttpStatusCode.InternalServerError)]
    public async Task A_store_that_is_away_is_503_and_says_when_to_come_back(TableFault fault, HttpStatusCode status)
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet(
            "/", void () => throw new TableStoreException(fault, "secret") { RetryAfter = TimeSpan.FromSeconds(2.5) }));

        using var response = await host.GetAsync("/");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status is HttpStatusCode.ServiceUnavailable ? TimeSpan.FromSeconds(3) : null, response.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_status_becomes_a_problem_and_keeps_its_headers()
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet("/", () => Results.StatusCode(409)));

        using var bare = await host.GetAsync("/");
        using var nowhere = await host.GetAsync("/nowhere");
        using var method = await host.Client.PostAsync(new Uri("/", UriKind.Relative), null);

        Assert.Contains("problem:conflict", await bare.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("problem:route-not-found", await nowhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("problem:method-not-allowed", await method.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["GET", "HEAD"], method.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_error_with_a_body_of_its_own_is_left_alone()
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet("/", () => Results.Text("mine", statusCode: 404)));

        using var response = await host.GetAsync("/");

        Assert.Equal("mine", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_configured_limit_is_413(bool chunked)
    {
        await using var host = await ConventionsHost.StartAsync(
            app => app.MapPost("/", (JsonElement body) => body.ToString()),
            services => services.Configure<HttpLimits>(limits => limits.MaxRequestBodyBytes = 50));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = JsonContent.Create(Sized) };
        request.Headers.TransferEncodingChunked = chunked;
        if (!chunked)
        {
            await request.Content.LoadIntoBufferAsync();
        }

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("50 bytes", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_not_taken_for_a_whole_one()
    {
        await using var host = await ConventionsHost.StartAsync(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("secret");
        }));

        var failure = await Record.ExceptionAsync(() => host.Client.GetStringAsync(new Uri("/", UriKind.Relative)));

        Assert.IsType<HttpRequestException>(failure);
    }
}
