namespace Tollgate.Platform.Tests.Configuration;

/// <summary>What is said about balancing, retries, breakers and timeouts that contradict themselves.</summary>
public sealed class ResilienceValidationTests
{
    [Theory]
    [InlineData("balance: random", "/balance: 'random' is not expected here, but 'powerOfTwo' or 'leastRequests' or 'roundRobin' or 'weighted' or 'consistentHash'")]
    [InlineData("balance: roundrobin", "/balance: 'roundrobin' is not expected here, but 'powerOfTwo' or 'leastRequests' or 'roundRobin' or 'weighted' or 'consistentHash'; did you mean 'roundRobin'?")]
    [InlineData("balance: consistentHash", "/balance: it is missing what to hash; write 'hashOn: consumer', 'ip', 'header:X-Tenant' or 'cookie:session'")]
    [InlineData("hashOn: ip", "/hashOn: only 'balance: consistentHash' looks at it; write that, or remove 'hashOn'")]
    [InlineData("{ balance: consistentHash, hashOn: path }", "/hashOn: 'path' is not 'consumer', 'ip', or the name of a header or cookie, as in 'header:X-Tenant' or 'cookie:session'")]
    [InlineData("{ balance: consistentHash, hashOn: 'header:' }", "/hashOn: 'header:' is not 'consumer', 'ip', or the name of a header or cookie, as in 'header:X-Tenant' or 'cookie:session'")]
    [InlineData("{ balance: consistentHash, hashOn: ip, slowStart: 5s }", "/slowStart: with 'consistentHash' a server has its callers or it hasn't; remove 'slowStart'")]
    [InlineData("slowStart: 16m", "/slowStart: 16m is out of range; write 1s to 15m")]
    [InlineData("panicThreshold: 101", "/panicThreshold: 101 is out of range; write 0 to 100")]
    [InlineData("panicThreshold: 50%", "/panicThreshold: '50%' is not expected here, but a whole number")]
    [InlineData("concurrency: { queue: 5 }", "/concurrency: 'max' is missing; write 'max: 100'")]
    [InlineData("concurrency: { max: 0 }", "/concurrency/max: 0 is out of range; write 1 to 100000")]
    [InlineData("concurrency: { max: 5, wait: 1s }", "/concurrency/wait: nobody waits without a queue; write 'queue: 20' beside it, or remove 'wait'")]
    [InlineData("concurrency: { max: 5, queue: 1, wait: 2m }", "/concurrency/wait: 2m is out of range; write 1ms to 60s")]
    public void Balancing_is_checked_key_by_key(string keys, string message) => AssertOnly(keys, message);

    [Theory]
    [InlineData("retries: 3", "/retries: 3 is not expected here, but 'none', or a map of keys and values")]
    [InlineData("retries: off", "/retries: 'off' is not expected here, but 'none', or a map of keys and values")]
    [InlineData("retries: { max: 0 }", "/retries/max: 0 is out of range; write 1 to 10")]
    [InlineData("retries: { max: 11 }", "/retries/max: 11 is out of range; write 1 to 10")]
    [InlineData("retries: { attempts: 2 }", "/retries/attempts: 'attempts' is unknown here; known are max, statuses, pause, maxPause, budget, minBudget, maxBody")]
    [InlineData("retries: { statuses: [200] }", "/retries/statuses/0: 200 is out of range; write 400 to 599")]
    [InlineData("retries: { statuses: [] }", "/retries/statuses: the list is empty; name at least one status, or remove it")]
    [InlineData("retries: { statuses: [503, 503] }", "/retries/statuses/1: 503 appears twice; remove one")]
    [InlineData("retries: { statuses: 503 }", "/retries/statuses: 503 is not expected here, but a list")]
    [InlineData("retries: { pause: 2s }", "/retries/pause: the shortest pause, 2s, is longer than the longest, 1s; write a 'maxPause' of at least 2s")]
    [InlineData("retries: { maxPause: 20ms }", "/retries/maxPause: the shortest pause, 50ms, is longer than the longest, 20ms; write a 'maxPause' of at least 50ms")]
    [InlineData("retries: { budget: 120 }", "/retries/budget: 120 is out of range; write 0 to 100")]
    [InlineData("retries: { budget: 0, minBudget: 0 }", "/retries/budget: nothing would ever be tried again; write 'retries: none' if that is meant")]
    [InlineData("retries: { maxBody: 2MiB }", "/retries/maxBody: 2MiB is out of range; write 0B to 1MiB")]
    public void Retries_are_checked_key_by_key(string keys, string message) => AssertOnly(keys, message);

    [Theory]
    [InlineData("breaker: { failureRate: 0 }", "/breaker/failureRate: 0 is out of range; write 1 to 100")]
    [InlineData("breaker: { minRequests: 1 }", "/breaker/minRequests: 1 is out of range; write 2 to 100000")]
    [InlineData("breaker: { window: 1h }", "/breaker/window: 1h is out of range; write 1s to 10m")]
    [InlineData("breaker: { consecutive: 0 }", "/breaker/consecutive: 0 is out of range; write 1 to 1000")]
    [InlineData("breaker: { open: 2m }", "/breaker/open: the breaker would open for 2m, longer than its longest time, 1m; write a 'maxOpen' of at least 2m")]
    [InlineData("breaker: { maxOpen: 1s }", "/breaker/maxOpen: the breaker would open for 5s, longer than its longest time, 1s; write a 'maxOpen' of at least 5s")]
    [InlineData("breaker: { statuses: [600] }", "/breaker/statuses/0: 600 is out of range; write 400 to 599")]
    [InlineData("breaker: false", "/breaker: false is not expected here, but 'none', or a map of keys and values")]
    [InlineData("health: /healthz", "/health: '/healthz' is not expected here, but a map of keys and values")]
    [InlineData("health: { interval: 5s }", "/health: 'path' is missing; write 'path: /health'")]
    [InlineData("health: { path: healthz }", "/health/path: a path begins with '/' and has neither spaces nor a fragment, as in '/healthz'")]
    [InlineData("health: { path: '/a b' }", "/health/path: a path begins with '/' and has neither spaces nor a fragment, as in '/healthz'")]
    [InlineData("health: { path: /x, interval: 1s }", "/health/interval: the next question would come before the answer may be late: 2s is longer than the interval, 1s; write a 'timeout' of at most 1s")]
    [InlineData("health: { path: /x, timeout: 11s }", "/health/timeout: the next question would come before the answer may be late: 11s is longer than the interval, 10s; write a 'timeout' of at most 10s")]
    [InlineData("health: { path: /x, statuses: [500] }", "/health/statuses/0: 500 is out of range; write 200 to 499")]
    [InlineData("health: { path: /x, unhealthyAfter: 0 }", "/health/unhealthyAfter: 0 is out of range; write 1 to 100")]
    public void Breakers_and_health_are_checked_key_by_key(string keys, string message) => AssertOnly(keys, message);

    [Theory]
    [InlineData("[{ url: 'http://u', weight: 0 }]", "/urls/0/weight: 0 is out of range; write 1 to 100")]
    [InlineData("[{ url: 'http://u', wieght: 1 }]", "/urls/0/wieght: 'wieght' is unknown here; did you mean 'weight'?")]
    [InlineData("[{ weight: 2 }]", "/urls/0: 'url' is missing; write 'url: https://orders.example.com'")]
    [InlineData("[http://u, { url: 'http://u', weight: 2 }]", "/urls/1/url: 'http://u' appears twice; remove one")]
    [InlineData("[{ url: 'ftp://u' }]", "/urls/0/url: 'ftp://u' is not an http or https URL; write one such as 'https://orders.example.com'")]
    [InlineData("{ url: 'http://u' }", "/urls: a map is not expected here, but a text, or a list")]
    public void A_server_is_a_url_with_or_without_a_weight(string urls, string message)
    {
        var errors = Draft.OfYaml($"upstream: a\nurls: {urls}").Errors;

        Assert.EndsWith($": {message}", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upstream: a\nbalance: roundRobin\nurls: [{ url: 'http://u', weight: 2 }]", "3:35: /urls/0/weight: only 'balance: weighted' and 'consistentHash' look at weights; choose one of them, or remove 'weight'")]
    [InlineData("upstream: a\nbalance: weighted\nservice: s", "2:10: /balance: the instances of a registered service have no weights; choose another method")]
    public void Weights_are_for_methods_that_look_at_them(string text, string message) => Assert.Equal([$"a.yaml:{message}"], Draft.OfYaml(text).Errors);

    [Theory]
    [InlineData("timeouts: { total: 4m }", "4:20: /timeouts/total: 4m is out of range; write 1ms to 225s")]
    [InlineData("timeouts: { response: 20s, total: 10s }", "4:23: /timeouts/response: one try may take 20s, but all together only 10s; write a 'total' of at least 20s")]
    [InlineData("routes: [{ match: /, timeouts: { response: 20s, total: 10s } }]", "4:44: /routes/0/timeouts/response: one try may take 20s, but all together only 10s; write a 'total' of at least 20s")]
    public void One_try_is_not_longer_than_all(string text, string message) =>
        Assert.Equal([$"a.yaml:{message}"], Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\n{text}").Errors);

    private static void AssertOnly(string keys, string message)
    {
        var yaml = keys.StartsWith('{') ? keys[1..^1].Trim().Replace(", ", "\n", StringComparison.Ordinal) : keys;
        var errors = Draft.OfYaml($"upstream: a\nurls: [http://u, http://v]\n{yaml}").Errors;

        Assert.EndsWith($": {message}", Assert.Single(errors), StringComparison.Ordinal);
    }
}
