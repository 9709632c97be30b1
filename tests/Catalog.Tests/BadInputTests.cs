using System.Net.Sockets;
using System.Text;
using Tollgate.Contracts.Services;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Tests;

public sealed class BadInputTests : IAsyncLifetime
{
    private ServiceHost _catalog = null!;
    private HttpClient _client = null!;
    private string _path = null!;

    public static TheoryData<string, string> BadDrafts { get; } = new()
    {
        { """{"sku":1}""", "#/sku" },
        { """{"colour":"blue"}""", "#/colour" },
        { """{"price":{"currency":"EUR","amount":"1"}}""", "#/price/amount" },
        { """{"price":{"currency":"EUR","amount":1.5}}""", "#/price/amount" },
        { """{"price":{"currency":"EUR","amount":99999999999999999999}}""", "#/price/amount" },
        { """{"price":{"currency":"EUR","amount":1,"vat":7}}""", "#/price/vat" },
        { """{"price":7}""", "#/price" },
        { """{"tags":"a"}""", "#/tags" },
        { """{"tags":["a",7]}""", "#/tags/1" },
        { """{"status":1}""", "#/status" },
        { """{"status":"gone"}""", "#/status" },
        { """{"sku":null,"SKU":"a"}""", "#/SKU" },
    };

    public static TheoryData<string, string> BadValues { get; } = new()
    {
        { """{"sku":"a/b"}""", "#/sku" },
        { """{"sku":"a\n"}""", "#/sku" },
        { """{"sku":""}""", "#/sku" },
        { """{"sku":null}""", "#/sku" },
        { """{"name":" "}""", "#/name" },
        { """{"name":"a\u0000b"}""", "#/name" },
        { """{"description":"a\u0007b"}""", "#/description" },
        { """{"category":"nowhere"}""", "#/category" },
        { """{"category":"../p"}""", "#/category" },
        { """{"price":{"currency":"EUR","amount":-1}}""", "#/price/amount" },
        { """{"price":{"currency":"EUR","amount":1000000000000}}""", "#/price/amount" },
        { """{"price":{"currency":"EUR","amount":null}}""", "#/price/amount" },
        { """{"price":{"currency":"eur","amount":1}}""", "#/price/currency" },
        { """{"price":{"currency":"XXX","amount":1}}""", "#/price/currency" },
        { """{"price":null}""", "#/price" },
        { """{"tags":["a",""]}""", "#/tags/1" },
        { """{"tags":["a",null]}""", "#/tags/1" },
        { """{"tags":["1","2","3","4","5","6","7","8","9","10","11"]}""", "#/tags" },
    };

    public async Task InitializeAsync()
    {
        _catalog = await CatalogHost.StartAsync();
        _client = await _catalog.WriterAsync();
        await _catalog.AddCategoriesAsync("default", "kitchen");
        (_path, _) = await _client.AddAsync(Products.Mug());
    }

    [Theory]
    [MemberData(nameof(BadDrafts))]
    [MemberData(nameof(BadValues))]
    public async Task A_fault_is_reported_with_its_pointer_by_every_way_to_write(string body, string pointer)
    {
        var draft = MergedWithMug(body);

        using var added = await _client.SendAsync("POST", "/products", draft);
        using var replaced = await _client.SendAsync("PUT", _path, draft, ifMatch: "*");
        using var patched = await _client.SendAsync("PATCH", _path, body, Requests.MergePatch, ifMatch: "*");

        Assert.Equal([pointer], await added.ProblemAsync(400, "validation-failed"));
        Assert.Equal([pointer], await replaced.ProblemAsync(400, "validation-failed"));
        if (!body.Contains("null", StringComparison.Ordinal) || pointer is "#/sku" or "#/price" or "#/price/amount" or "#/tags/1")
        {
            Assert.Equal([pointer], await patched.ProblemAsync(400, "validation-failed"));
        }
    }

    [Fact]
    public async Task A_member_that_appears_twice_is_refused()
    {
        var twice = MergedWithMug("""{"sku":"a","sku":"b"}""");

        using var added = await _client.SendAsync("POST", "/products", twice);
        using var patched = await _client.SendAsync("PATCH", _path, twice, Requests.MergePatch, ifMatch: "*");

        Assert.Equal(["#/sku"], await added.ProblemAsync(400, "validation-failed"));
        Assert.Equal(["#"], await patched.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task All_faults_are_reported_at_once()
    {
        using var response = await _client.SendAsync("POST", "/products", "{}");

        Assert.Equal(["#/sku", "#/name", "#/category", "#/price"], await response.ProblemAsync(400, "validation-failed"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"a\"")]
    [InlineData("{\"sku\":\"\\ud800\"}")]
    [InlineData("{\"sku\":\"a\"} x")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task What_is_no_object_is_refused(string body)
    {
        using var added = await _client.SendAsync("POST", "/products", body);
        using var replaced = await _client.SendAsync("PUT", _path, body, ifMatch: "*");
        using var patched = await _client.SendAsync("PATCH", _path, body, Requests.MergePatch, ifMatch: "*");

        await added.ProblemAsync(400, "validation-failed");
        await replaced.ProblemAsync(400, "validation-failed");
        await patched.ProblemAsync(400, "validation-failed");
    }

    [Theory]
    [InlineData("limit=0", "query:limit")]
    [InlineData("limit=101", "query:limit")]
    [InlineData("limit=abc", "query:limit")]
    [InlineData("limit=-1", "query:limit")]
    [InlineData("limit=1&limit=2", "query:limit")]
    [InlineData("limit=99999999999999999999", "query:limit")]
    [InlineData("cursor=abc", "query:cursor")]
    [InlineData("cursor=%00", "query:cursor")]
    [InlineData("cursor=", "query:cursor")]
    [InlineData("q=", "query:q")]
    [InlineData("q=%00", "query:q")]
    [InlineData("q=a", "query:q")]
    [InlineData("q=ab&sort=name", "query:sort")]
    [InlineData("category=a/b", "query:category")]
    [InlineData("category=%23", "query:category")]
    [InlineData("currency=euro", "query:currency")]
    [InlineData("status=gone", "query:status")]
    [InlineData("sort=colour", "query:sort")]
    [InlineData("sort=price", "query:currency")]
    [InlineData("minPrice=1", "query:currency")]
    [InlineData("currency=EUR&minPrice=-1", "query:minPrice")]
    [InlineData("currency=EUR&maxPrice=1e3", "query:maxPrice")]
    [InlineData("currency=EUR&minPrice=2&maxPrice=1", "query:minPrice")]
    [InlineData("currency=EUR&minPrice=2&sort=name", "query:sort")]
    public async Task A_parameter_that_makes_no_sense_is_named(string query, string pointer)
    {
        using var response = await _client.SendAsync("GET", "/products?" + query);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    [Theory]
    [InlineData("/products/1")]
    [InlineData("/products/..%2f..%2fetc")]
    [InlineData("/products/00000000000000000000000000000000")]
    [InlineData("/categories/nowhere")]
    [InlineData("/categories/a%23b")]
    [InlineData("/categories/%0a")]
    public async Task What_does_not_exist_is_404(string path)
    {
        using var read = await _client.GetAsync(new Uri(path, UriKind.Relative));

        await read.ProblemAsync(404, "resource-not-found");
    }

    [Fact]
    public async Task An_unknown_address_a_wrong_method_and_a_wrong_type_are_problems_too()
    {
        using var nowhere = await _client.SendAsync("GET", "/nowhere");
        using var method = await _client.SendAsync("PURGE", "/products");
        using var type = await _client.SendAsync("POST", "/products", "sku=1", "application/x-www-form-urlencoded");
        using var patchType = await _client.SendAsync("PATCH", _path, "{}", "application/json", ifMatch: "*");

        await nowhere.ProblemAsync(404, "route-not-found");
        await method.ProblemAsync(405, "method-not-allowed");
        Assert.Contains("POST", method.Content.Headers.Allow);
        await type.ProblemAsync(415, "unsupported-media-type");
        await patchType.ProblemAsync(415, "unsupported-media-type");
        Assert.Equal("application/merge-patch+json", patchType.Headers.GetValues("Accept-Patch").Single());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        var draft = Products.Mug("BIG");
        draft["description"] = new string('x', 1024 * 1024);

        // Without waiting for leave to send, the client may find the connection closed before it reads the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/products") { Content = new StringContent(draft.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;
        using var response = await _client.SendAsync(request);

        await response.ProblemAsync(413, "body-too-large");
    }

    [Fact]
    public async Task A_body_that_breaks_its_own_framing_is_400()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", _catalog.Address.Port);
        await using var stream = socket.GetStream();
        var assertion = _client.DefaultRequestHeaders.GetValues("Tollgate-Assertion").Single();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /products HTTP/1.1\r\nHost: a\r\nTollgate-Assertion: {assertion}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));

        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400 ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/products")]
    [InlineData("GET", "/products/00000000000000000000000000000000")]
    [InlineData("GET", "/categories")]
    [InlineData("GET", "/categories/kitchen")]
    [InlineData("POST", "/products")]
    [InlineData("PUT", "/products/00000000000000000000000000000000")]
    [InlineData("PATCH", "/products/00000000000000000000000000000000")]
    [InlineData("DELETE", "/products/00000000000000000000000000000000")]
    public async Task Every_endpoint_answers_503_while_the_store_is_down(string method, string path)
    {
        _catalog.Tables.Fault = TableFault.Unavailable;
        var body = method is "GET" or "DELETE" ? null : Products.Mug().ToJsonString();
        using var known = await _catalog.WriterAsync();

        using var response = await known.SendAsync(method, path, body, method is "PATCH" ? Requests.MergePatch : "application/json", ifMatch: "*");

        await response.ProblemAsync(503, "dependency-unavailable");
        Assert.NotNull(response.Headers.RetryAfter);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _catalog.DisposeAsync();
    }

    // A textual merge: the bad parts must reach the server as they are.
    private static string MergedWithMug(string body)
    {
        var rest = Products.Mug("NEW").Where(member => !body.Contains($"\"{member.Key}\":", StringComparison.Ordinal));
        return body.TrimEnd('}') + new string('}', body.Count(symbol => symbol == '}') - 1)
            + string.Concat(rest.Select(member => $",\"{member.Key}\":{member.Value!.ToJsonString()}")) + "}";
    }
}
