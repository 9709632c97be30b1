using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Trust;

/// <summary>An issuer and a service on one store, and the pen of an attacker.</summary>
internal sealed class TrustFixture : IAsyncDisposable
{
    public const string Service = "orders";

    public static readonly AssertionSubject Acme = new("acme", "default", ["orders.read", "orders.write"]);

    private readonly EmbeddedStorage _storage;

    public TrustFixture()
    {
        Clock = new ManualClock();
        _storage = EmbeddedStorage.OpenInMemory(Clock);
        Tables = new ObservedTables(_storage.TablesFor(new ModuleInfo(
            "trust", [TrustTable.Info("gateway", StorageAccess.Write), TrustTable.Info("management", StorageAccess.Write)], [])));
        Issuer = new AssertionIssuer("gateway", Tables, Clock);
        Verifier = new AssertionVerifier(Service, ["gateway", "management"], Tables, Clock);
    }

    public ManualClock Clock { get; }

    public ObservedTables Tables { get; }

    public AssertionIssuer Issuer { get; }

    public AssertionVerifier Verifier { get; }

    public Task<string> IssueAsync() => Issuer.IssueAsync(Acme, Service, CancellationToken.None).AsTask();

    public async Task<AssertionFailure> VerifyAsync(string assertion) => (await Verifier.VerifyAsync(assertion, CancellationToken.None)).Failure;

    /// <summary>What a genuine assertion says, signed by whatever key, with whatever changed.</summary>
    public string Forge(SigningCredentials? credentials, Action<SecurityTokenDescriptor>? change = null)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            TokenType = "assertion+jwt",
            Issuer = "gateway",
            Audience = Service,
            IssuedAt = Clock.GetUtcNow().UtcDateTime,
            Expires = Clock.GetUtcNow().AddMinutes(5).UtcDateTime,
            SigningCredentials = credentials,
            Claims = new Dictionary<string, object> { ["consumer"] = "mallory", ["tenant"] = "default", ["scope"] = "orders.write" },
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>A key whose public half is published as an issuer's own.</summary>
    public async Task<SigningCredentials> PublishAsync(string issuer = "gateway")
    {
        var key = new SigningKey(Clock.GetUtcNow());
        await Tables.WriteAsync(TrustTable.Of(issuer), Platform.Tables.TableWrite.Upsert(key.ToRow(issuer)), CancellationToken.None);
        return key.Credentials;
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
