using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Snapshots;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Testing;

namespace Tollgate.Functional.Tokens;

/// <summary>What a token costs once it is remembered, and that nothing but the very same token is.</summary>
public sealed class TokenCheckTests : IAsyncDisposable
{
    private static readonly ApiModel Api = new()
    {
        Name = "shop",
        Tenant = "default",
        Version = "",
        Stage = ApiStage.Published,
        Visibility = ApiVisibility.Private,
        VersionRule = null,
    };

    private readonly ManualClock _clock = new();
    private readonly TokenPolicies _policies;
    private readonly TokenCheck _check;
    private readonly ConsumerTable _consumers = new(new ResourceSet(), new PlanTable([]));
    private IdentityProvider? _provider;

    public TokenCheckTests() => (_policies, _check) = (new TokenPolicies(_clock, NullLogger<TokenPolicies>.Instance), new TokenCheck(_clock));

    [Theory]
    [InlineData("", null)]
    [InlineData("/{tenantid}/v2.0", TenantGateway.One)]
    public async Task A_remembered_token_allocates_nothing(string path, string? tenant)
    {
        var policy = await PolicyAsync(path, tenant);
        var issuer = _provider!.Name.Replace("{tenantid}", tenant, StringComparison.Ordinal);
        var headers = new HeaderDictionary { ["Authorization"] = $"Bearer {_provider.Token(_clock.GetUtcNow(), ("scope", "a b"), ("azp", "client"), ("iss", issuer), ("tid", tenant))}" };
        await _check.CheckAsync(PresentedToken.Find(headers, keysToo: true).Token, policy, CancellationToken.None);
        Find(headers, policy);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 100; index++)
        {
            Assert.True(Find(headers, policy) is not null);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task An_issuer_of_many_tenants_accepts_nobodys_tokens_where_none_is_named()
    {
        var policy = await PolicyAsync("/{tenantid}");
        var token = _provider!.Token(_clock.GetUtcNow(), ("iss", $"{_provider.Issuer}/{TenantGateway.One}"), ("tid", TenantGateway.One));

        var verdict = await _check.CheckAsync(token, policy, CancellationToken.None);

        Assert.Equal(TokenFailure.Tenant, verdict.Failure);
        Assert.Null(verdict.Token);
    }

    [Fact]
    public async Task A_remembered_token_is_the_same_caller_each_time()
    {
        var policy = await PolicyAsync();
        var token = _provider!.Token(_clock.GetUtcNow());

        var first = (await _check.CheckAsync(token, policy, CancellationToken.None)).Token;
        var second = (await _check.CheckAsync(token, policy, CancellationToken.None)).Token;

        Assert.Same(first, second);
        Assert.Same(first!.CallerOf(Api, null, _consumers), second!.CallerOf(Api, null, _consumers));
    }

    [Fact]
    public async Task A_token_with_any_character_changed_is_refused_also_when_the_original_is_remembered()
    {
        var policy = await PolicyAsync();
        var token = _provider!.Token(_clock.GetUtcNow());
        Assert.NotNull((await _check.CheckAsync(token, policy, CancellationToken.None)).Token);

        // The last character has bits that no byte of the signature takes.
        for (var index = 0; index < token.Length - 1; index++)
        {
            var other = token[index] is 'A' ? 'B' : 'A';
            var changed = string.Concat(token.AsSpan(0, index), [other], token.AsSpan(index + 1));
            var verdict = await _check.CheckAsync(changed, policy, CancellationToken.None);

            Assert.True(verdict.Token is null, $"Character {index} may be '{other}'.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _policies.Dispose();
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    private CallerIdentity? Find(HeaderDictionary headers, TokenPolicy policy)
    {
        var check = _check.CheckAsync(PresentedToken.Find(headers, keysToo: true).Token, policy, CancellationToken.None);
        return check.IsCompletedSuccessfully ? check.Result.Token?.CallerOf(Api, null, _consumers) : null;
    }

    private async Task<TokenPolicy> PolicyAsync(string path = "", string? tenant = null)
    {
        _provider = await IdentityProvider.StartAsync(path);
        return _policies.Get(new TokenPolicies.Generation(), [new JwtConfig { Issuer = _provider.Name, Audience = ["api://shop"], JwksUri = $"{_provider.Issuer}/keys", Tenants = tenant is null ? null : [tenant] }]);
    }
}
