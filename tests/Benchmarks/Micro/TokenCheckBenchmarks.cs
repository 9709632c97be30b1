using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Benchmarks.Micro;

/// <summary>From the request's headers to the remembered token: next to a key's time, without allocation.</summary>
[MemoryDiagnoser]
public class TokenCheckBenchmarks
{
    private const string Audience = "api://bench";

    private readonly HeaderDictionary _headers = [];
    private readonly TokenCheck _check = new(TimeProvider.System);
    private WebApplication? _provider;
    private TokenPolicy? _policy;

    [GlobalSetup]
    public async Task RememberAsync()
    {
        using var rsa = RSA.Create(2048);
        var issuer = await StartProviderAsync(rsa);
        var policies = new TokenPolicies(TimeProvider.System, NullLogger<TokenPolicies>.Instance);
        _policy = policies.Get(new TokenPolicies.Generation(), [new JwtConfig { Issuer = issuer, Audience = [Audience], JwksUri = issuer }]);
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString(), ["azp"] = Guid.NewGuid().ToString(), ["scope"] = "orders.read orders.write" },
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = "bench" }, SecurityAlgorithms.RsaSha256),
        });
        _headers["Authorization"] = $"Bearer {token}";
        if (!await Check())
        {
            throw new InvalidOperationException("The token is not accepted.");
        }
    }

    [GlobalCleanup]
    public ValueTask CloseAsync() => _provider!.DisposeAsync();

    [Benchmark]
    public async ValueTask<bool> Check()
    {
        var presented = PresentedToken.Find(_headers, keysToo: true);
        return (await _check.CheckAsync(presented.Token, _policy!, CancellationToken.None)).Token is not null;
    }

    private async Task<string> StartProviderAsync(RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        var keys = $$"""{"keys":[{"kty":"RSA","kid":"bench","n":"{{Base64UrlEncoder.Encode(key.Modulus)}}","e":"{{Base64UrlEncoder.Encode(key.Exponent)}}"}]}""";
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _provider = builder.Build();
        _provider.Run(context => context.Response.WriteAsync(keys));
        await _provider.StartAsync();
        return _provider.Urls.Single();
    }
}
