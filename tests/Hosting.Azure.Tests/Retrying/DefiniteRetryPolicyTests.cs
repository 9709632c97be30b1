using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Tollgate.Hosting.Azure.Retrying;

namespace Tollgate.Hosting.Azure.Tests.Retrying;

public sealed class DefiniteRetryPolicyTests
{
    [Theory]
    [InlineData("GET", 500, 3)]
    [InlineData("GET", 503, 3)]
    [InlineData("PUT", 503, 3)]
    [InlineData("POST", 429, 3)]
    [InlineData("PUT", 500, 1)]
    [InlineData("POST", 408, 1)]
    [InlineData("DELETE", 504, 1)]
    [InlineData("PUT", 412, 1)]
    public async Task A_write_is_sent_again_only_where_the_store_did_nothing(string method, int status, int tries)
    {
        var service = new Service(() => new HttpResponseMessage((HttpStatusCode)status));

        using var response = await service.SendAsync(method);

        Assert.Equal((status, tries), (response.Status, service.Tries));
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("PUT", 1)]
    public async Task A_write_whose_answer_was_lost_is_left_to_the_caller(string method, int tries)
    {
        var service = new Service(() => throw new HttpRequestException("reset"));

        await Assert.ThrowsAnyAsync<Exception>(() => service.SendAsync(method));

        Assert.Equal(tries, service.Tries);
    }

    [Theory]
    [InlineData("Retry-After", "2")]
    [InlineData("x-ms-retry-after-ms", "1001")]
    public async Task A_wait_longer_than_a_request_can_afford_is_left_to_the_caller(string header, string value)
    {
        var service = new Service(
            () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { { header, value } } }, waits: null);

        using var response = await service.SendAsync("GET");

        Assert.Equal((503, 1), (response.Status, service.Tries));
    }

    private sealed class Service(Func<HttpResponseMessage> answer, string? waits = "1") : HttpMessageHandler
    {
        public int Tries { get; private set; }

        public async Task<global::Azure.Response> SendAsync(string method)
        {
            using var client = new HttpClient(this, disposeHandler: false);
            var options = new Options { Transport = new HttpClientTransport(client) }.ForRequests();
            var pipeline = HttpPipelineBuilder.Build(options);
            var request = pipeline.CreateRequest();
            request.Method = RequestMethod.Parse(method);
            request.Uri.Reset(new Uri("http://service.example/"));
            return await pipeline.SendRequestAsync(request, CancellationToken.None);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Tries++;
            var response = answer();
            response.Content = new StringContent("");
            if (waits is not null)
            {
                response.Headers.Add("retry-after-ms", waits);
            }

            return Task.FromResult(response);
        }
    }

    private sealed class Options : ClientOptions;
}
