using System.Text.Json;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Effective;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Snapshots;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class EffectiveResourcesTests
{
    private const string Api = "api: a\npath: /a\nupstream: [http://u]\n";

    [Fact]
    public void An_api_that_says_little_is_closed_to_strangers_and_forwards_everything()
    {
        var route = Assert.Single(OnlyApi(Api).Routes);

        Assert.Equal("/{*path}", route.Match);
        Assert.Equal(["http://u"], route.Upstream!.Urls);
        Assert.False(route.Access!.Anonymous);
        Assert.Equal(KeyAccessConfig.DefaultHeaders, route.Access.Keys!.Headers);
        Assert.Equal((TimeoutsConfig.DefaultResponse, TimeoutsConfig.DefaultIdle), (route.Timeouts!.Response, route.Timeouts.Idle));
        Assert.Equal(RouteConfig.DefaultMaxBody, route.MaxBody);
    }

    [Theory]
    [InlineData("", 30, 60)]
    [InlineData("timeouts: { response: 90s }", 90, 90)]
    [InlineData("timeouts: { total: 10s }", 10, 10)]
    [InlineData("timeouts: { total: 90s }", 30, 90)]
    [InlineData("timeouts: { response: 5s, total: 7s }", 5, 7)]
    public void One_try_never_takes_longer_than_all(string timeouts, int response, int total)
    {
        var resolved = Assert.Single(OnlyApi(Api + timeouts).Routes).Timeouts!;

        Assert.Equal((response, total), (resolved.Response!.Value.Value.TotalSeconds, resolved.Total!.Value.Value.TotalSeconds));
    }

    [Fact]
    public void Address_lists_stay_with_the_api_and_a_route_carries_its_own_where_they_differ()
    {
        var api = OnlyApi("""
            policy: office
            ip: { allow: [10.0.0.0/8] }
            ---
            api: a
            path: /a
            upstream: [http://u]
            use: [office]
            routes:
              - match: /inherits
              - match: /everybody
                ip: null
              - match: /stricter
                ip: { deny: 10.1.0.0/16 }
            """);

        Assert.Equal(["10.0.0.0/8"], api.Ip!.Allow);
        Assert.Null(api.Routes[0].Ip);
        Assert.Equal(new IpConfig(), api.Routes[1].Ip);
        Assert.Null(api.Routes[2].Ip!.Allow);
        Assert.Equal(["10.1.0.0/16"], api.Routes[2].Ip!.Deny);
    }

    [Fact]
    public void A_route_wins_over_its_policies_they_over_the_api_and_it_over_its_policies()
    {
        var api = OnlyApi("""
            policy: p1
            access: anonymous
            timeouts: { response: 1s }
            maxBody: 1B
            ---
            policy: p2
            timeouts: { response: 2s }
            ---
            policy: p3
            maxBody: 3B
            ---
            api: a
            path: /a
            upstream: [http://u]
            use: [p1, p2]
            maxBody: 2B
            routes:
              - match: /inherits
              - match: /uses
                use: [p3]
              - match: /says
                use: [p3]
                maxBody: 4B
                access: { keys: true }
                upstream: [http://other]
            """);

        Assert.Equal([2, 3, 4], api.Routes.Select(route => route.MaxBody!.Value.Value));
        Assert.Equal([true, true, false], api.Routes.Select(route => route.Access!.Anonymous));
        Assert.All(api.Routes, route => Assert.Equal(TimeSpan.FromSeconds(2), route.Timeouts!.Response!.Value.Value));
        Assert.Equal(["http://u", "http://u", "http://other"], api.Routes.Select(route => route.Upstream!.Urls[0]));
    }

    [Fact]
    public void Objects_replace_whole()
    {
        var api = OnlyApi($"{Api}timeouts: {{ response: 1s, idle: 1s }}\nroutes:\n  - {{ match: /x, timeouts: {{ response: 2s }} }}");

        Assert.Equal(TimeoutsConfig.DefaultIdle, api.Routes[0].Timeouts!.Idle);
    }

    [Fact]
    public void Null_removes_what_would_be_inherited()
    {
        var api = OnlyApi($"{Api}access: anonymous\nroutes:\n  - match: /open\n  - {{ match: /closed, access: null }}");

        Assert.Equal([true, false], api.Routes.Select(route => route.Access!.Anonymous));
    }

    [Fact]
    public void Lists_add_and_an_item_of_the_same_name_overrides()
    {
        var inherited = (ListNode)DocumentReader.Read(Draft.Yaml("{\"l\": [{\"name\": \"a\", \"v\": 1}, {\"name\": \"b\", \"v\": 1}, \"x\"]}", "a.json"), []).Single().Entries[0].Value;
        var own = (ListNode)DocumentReader.Read(Draft.Yaml("{\"l\": [{\"name\": \"a\", \"v\": 2}, \"y\"]}", "a.json"), []).Single().Entries[0].Value;

        var sum = SettingsMerge.Add(inherited, own);

        Assert.Equal("""[{"name":"b","v":1},"x",{"name":"a","v":2},"y"]""", System.Text.Encoding.UTF8.GetString(NodeWriter.ToJson(sum)));
    }

    [Fact]
    public void Drafts_are_not_served()
    {
        var effective = Draft.OfYaml($"{Api}stage: draft").Effective;

        Assert.Empty(effective.Apis);
    }

    [Fact]
    public void What_is_stored_reads_back_the_same()
    {
        var effective = Draft.OfYaml("""
            tenant: acme
            title: Acme
            ---
            policy: strict
            tenant: acme
            maxBody: 64KiB
            ---
            upstream: orders
            tenant: acme
            urls: https://orders.example.com
            protocol: http2
            connectTimeout: 2s
            hostHeader: client
            ---
            api: orders
            tenant: acme
            version: "2024-10-01"
            versioning: { by: mediaType, default: true }
            hosts: ["*.example.com"]
            path: /orders
            stage: deprecated
            visibility: public
            upstream: orders
            use: [strict]
            access: { keys: { headers: [X-Key] } }
            routes:
              - match: GET /{id}
                name: getOrder
                priority: -1
                when: { headers: { X-A: "1" }, query: { b: "*" } }
                rewrite: /v1/{id}
              - { match: GET /open, access: anonymous }
            ---
            consumer: app
            ---
            plan: gold
            apis: [acme/orders]
            ---
            subscription: app-gold
            consumer: app
            plan: gold
            scopes: [orders.read]
            keys: [{ name: primary, hash: "sha256:00000000000000000000000000000000000000000000000000000000000000aa", expires: 2027-01-31T12:00:00Z }]
            """).Effective;

        var json = JsonSerializer.SerializeToUtf8Bytes(effective, ConfigurationJson.Default.ResourceSet);
        var read = SnapshotReader.Read(json);

        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(read, ConfigurationJson.Default.ResourceSet));
        Assert.Equal("getOrder", read.Apis[0].Routes[0].Name);
        Assert.True(read.Apis[0].Routes[1].Access!.Anonymous);
        Assert.Equal(["X-Key"], read.Apis[0].Routes[0].Access!.Keys!.Headers);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero), read.Subscriptions[0].Keys[0].Expires);
    }

    private static ApiConfig OnlyApi(string text) => Assert.Single(Draft.OfYaml(text).Effective.Apis);
}
