using System.Text;
using System.Text.Json;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Snapshots;

namespace Tollgate.Platform.Tests.Configuration.Snapshots;

public sealed class SnapshotReaderTests
{
    private static readonly TimeoutsConfig Timeouts = new() { Response = new Duration(TimeSpan.FromSeconds(7)), Total = new Duration(TimeSpan.FromSeconds(9)), Idle = new Duration(TimeSpan.FromMilliseconds(1500)) };

    private static readonly Duration Second = new(TimeSpan.FromSeconds(1));

    private static readonly JwtConfig Issuer = new()
    {
        Issuer = "https://login.example/{tenantid}",
        Tenants = ["11111111-2222-3333-4444-555555555555"],
        Audience = ["api://a", "api://b"],
        Metadata = "https://login.example/m",
        JwksUri = "https://login.example/k",
        Algorithms = ["ES384"],
        ClockSkew = new Duration(TimeSpan.FromSeconds(5)),
        Type = "at+jwt",
        ScopeClaim = "s",
        RoleClaim = "r.x",
    };

    private static readonly AccessConfig OwnHeader = new() { Keys = new KeyAccessConfig { Headers = ["X-Own"] } };

    private static readonly LimitConfig[] Limits =
    [
        new() { Name = "a", Requests = 5, Per = Second, By = "header:X-A", Burst = 9, Accuracy = LimitAccuracy.Local, OfApi = true },
        new() { Name = "b", Requests = 7, Per = new Duration(TimeSpan.FromDays(1)), Accuracy = LimitAccuracy.Shared, Window = LimitWindow.Sliding, OnStoreFailure = StoreFailure.FailClosed },
        new() { Name = "c", Requests = 7, Per = new Duration(TimeSpan.FromDays(1)), Window = LimitWindow.Calendar, OnStoreFailure = StoreFailure.FailOpen },
    ];

    private static readonly IpConfig Addresses = new() { Allow = ["10.0.0.0/8", "::1"], Deny = ["10.1.0.0/16"] };

    private static readonly CorsConfig Pages = new()
    {
        Origins = ["https://*.example.com"],
        Methods = ["GET"],
        Headers = ["X-A"],
        Expose = ["X-B"],
        Credentials = true,
        MaxAge = new Duration(TimeSpan.FromMinutes(5)),
    };

    private static readonly ResourceSet Everything = new()
    {
        Revision = 42,
        Apis =
        [
            new ApiConfig
            {
                Name = "orders", Tenant = "acme", Title = "Orders", Version = "v1", Hosts = ["a.example", "*.b.example"], Path = "/orders", Stage = ApiStage.Deprecated,
                Versioning = new VersioningConfig { By = VersionLocation.MediaType, Name = "v", Default = true }, Visibility = ApiVisibility.Public,
                Upstream = new UpstreamReference { Name = "orders" }, Access = OwnHeader, Require = ["scope:a"], Limits = Limits, Timeouts = Timeouts, MaxBody = new ByteSize(1 << 20), Idempotency = IdempotencyDemand.Required, Ip = Addresses, Cors = Pages, Use = ["strict"],
                Routes =
                [
                    new RouteConfig
                    {
                        Match = "GET /{id}", Name = "getOrder", Priority = -7, Upstream = new UpstreamReference { Urls = ["http://127.0.0.1:1"] }, Rewrite = "/x/{id}",
                        When = new ConditionsConfig { Headers = new Dictionary<string, string> { ["X-A"] = "1" }, Query = new Dictionary<string, string> { ["b"] = "*" } },
                        Access = new AccessConfig { Anonymous = true }, Require = ["role:a | claim:b=c"], Limits = Limits, Timeouts = Timeouts, MaxBody = new ByteSize(5), Idempotency = IdempotencyDemand.Optional, Ip = Addresses, Cors = Pages, Use = ["strict"],
                    },
                    new RouteConfig
                    {
                        Match = "GET /all",
                        Compose = new Dictionary<string, BranchConfig>
                        {
                            ["a"] = new() { Get = "/a", From = new UpstreamReference { Name = "orders" }, Required = true, Timeout = Second, MaxSize = new ByteSize(5), IfMissing = new JsonLiteral("null") },
                            ["b"] = new() { Get = "/b/{c}", ForEach = "c in a.d", Max = 3, Parallel = 2, Fallback = new JsonLiteral("""{"x":[1,"y"]}""") },
                        },
                    },
                    new RouteConfig { Match = "/", Access = new AccessConfig { Keys = new KeyAccessConfig(), Jwt = [Issuer, new JwtConfig { Issuer = "i", Audience = ["a"] }] } },
                    new RouteConfig { Match = "/both", Access = new AccessConfig { All = [new RequiredCredentialConfig { Keys = new KeyAccessConfig() }, new RequiredCredentialConfig { Jwt = [Issuer] }] } },
                ],
            },
        ],
        Upstreams =
        [
            new UpstreamConfig { Name = "orders", Tenant = "acme", Title = "O", Service = "orders", Protocol = UpstreamProtocol.Http2, ConnectTimeout = new Duration(TimeSpan.FromSeconds(2)), HostHeader = HostHeader.Client },
            new UpstreamConfig
            {
                Name = "legacy", Urls = [new DestinationConfig { Url = "http://127.0.0.1:2", Weight = 7 }, new DestinationConfig { Url = "http://127.0.0.1:3" }],
                Protocol = UpstreamProtocol.Http1, Balance = BalanceMethod.ConsistentHash, HashOn = "header:X-A", PanicThreshold = 40, SlowStart = Second,
                Retries = new RetriesConfig { Max = 3, Statuses = [503], Pause = Second, MaxPause = Second, Budget = 10, MinBudget = 4, MaxBody = new ByteSize(5) },
                Breaker = new BreakerConfig { FailureRate = 60, MinRequests = 20, Window = Second, Consecutive = 6, Open = Second, MaxOpen = Second, Statuses = [500] },
                Concurrency = new ConcurrencyConfig { Max = 8, Queue = 2, Wait = Second },
                Health = new HealthConfig { Path = "/up", Interval = Second, Timeout = Second, HealthyAfter = 3, UnhealthyAfter = 4, Statuses = [204] },
            },
            new UpstreamConfig
            {
                Name = "plain", Urls = [new DestinationConfig { Url = "http://127.0.0.1:4" }], Balance = BalanceMethod.LeastRequests,
                Retries = new RetriesConfig { None = true }, Breaker = new BreakerConfig { None = true },
            },
        ],
        Plans = [new PlanConfig { Name = "gold", Tenant = "acme", Title = "G", Apis = ["orders", "other/x"], Limits = Limits }],
        Consumers = [new ConsumerConfig { Name = "app", Tenant = "acme", Title = "A", ClientIds = ["one", "two"] }],
        Subscriptions =
        [
            new SubscriptionConfig
            {
                Name = "app-gold", Tenant = "acme", Title = "S", Consumer = "app", Plan = "gold", Scopes = ["a", "b"], Suspended = true,
                Keys = [new KeyConfig { Name = "primary", Hash = "sha256:aa", Expires = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero) }],
            },
        ],
        Tenants = [new TenantConfig { Name = "acme", Title = "Acme" }],
        Policies = [new PolicyConfig { Name = "strict", Tenant = "acme", Title = "P", Access = OwnHeader, Require = ["role:b"], Limits = Limits, Timeouts = Timeouts, MaxBody = new ByteSize(9), Idempotency = IdempotencyDemand.Required, Ip = Addresses, Cors = Pages }],
    };

    [Fact]
    public void Everything_that_the_serializer_writes_is_read_back()
    {
        var snapshot = JsonSerializer.SerializeToUtf8Bytes(Everything, ConfigurationJson.Default.ResourceSet);

        var read = SnapshotReader.Read(snapshot);

        Assert.Equal(Encoding.UTF8.GetString(snapshot), JsonSerializer.Serialize(read, ConfigurationJson.Default.ResourceSet));
    }

    [Theory]
    [InlineData(typeof(ResourceSet))]
    [InlineData(typeof(ApiConfig))]
    [InlineData(typeof(VersioningConfig))]
    [InlineData(typeof(RouteConfig))]
    [InlineData(typeof(BranchConfig))]
    [InlineData(typeof(ConditionsConfig))]
    [InlineData(typeof(TimeoutsConfig))]
    [InlineData(typeof(IpConfig))]
    [InlineData(typeof(CorsConfig))]
    [InlineData(typeof(UpstreamConfig))]
    [InlineData(typeof(DestinationConfig))]
    [InlineData(typeof(RetriesConfig))]
    [InlineData(typeof(BreakerConfig))]
    [InlineData(typeof(ConcurrencyConfig))]
    [InlineData(typeof(HealthConfig))]
    [InlineData(typeof(PlanConfig))]
    [InlineData(typeof(ConsumerConfig))]
    [InlineData(typeof(SubscriptionConfig))]
    [InlineData(typeof(KeyConfig))]
    [InlineData(typeof(TenantConfig))]
    [InlineData(typeof(AcceptedCredentials))]
    [InlineData(typeof(RequiredCredentialConfig))]
    [InlineData(typeof(JwtConfig))]
    [InlineData(typeof(LimitConfig))]
    [InlineData(typeof(PolicyConfig))]
    public void No_member_of_the_model_is_missing_from_that_check(Type type)
    {
        var snapshot = JsonSerializer.Serialize(Everything, ConfigurationJson.Default.ResourceSet);

        var members = ConfigurationJson.Default.GetTypeInfo(type)!.Properties.Where(property => property.Set is not null).Select(property => property.Name);

        Assert.All(members, member => Assert.Contains($"\"{member}\":", snapshot, StringComparison.Ordinal));
    }

    [Fact]
    public void Members_of_a_newer_writer_are_passed_over()
    {
        var read = SnapshotReader.Read("""{"later":{"a":[1,{"b":2}]},"revision":3,"apis":[{"api":"a","later":[],"path":"/a","upstream":"u","routes":[{"match":"/","later":{}}]}]}"""u8);

        Assert.Equal(3, read.Revision);
        Assert.Equal("/", read.Apis[0].Routes[0].Match);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"apis\":{}}")]
    [InlineData("{\"apis\":[{\"stage\":\"unknown\"}]}")]
    [InlineData("{\"apis\":[{\"api\":\"a\"")]
    public void What_is_not_a_snapshot_is_refused(string text)
    {
        Assert.ThrowsAny<JsonException>(() => SnapshotReader.Read(Encoding.UTF8.GetBytes(text)));
    }
}
