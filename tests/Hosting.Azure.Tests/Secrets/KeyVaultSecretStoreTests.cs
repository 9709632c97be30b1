using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Tollgate.Contracts.Secrets;
using Tollgate.Hosting.Azure.Retrying;
using Tollgate.Hosting.Azure.Secrets;
using Tollgate.Platform.Secrets;

namespace Tollgate.Hosting.Azure.Tests.Secrets;

public sealed class KeyVaultSecretStoreTests : SecretStoreContract
{
    private readonly List<HttpClient> _clients = [];

    [Fact]
    public async Task A_name_that_the_vault_still_keeps_is_recovered_and_set()
    {
        var store = Open(new VaultService(canPurge: false));
        await store.SetAsync("name", "first", CancellationToken.None);
        await store.DeleteAsync("name", CancellationToken.None);
        Assert.Null(await store.GetAsync("name", null, CancellationToken.None));

        var second = await store.SetAsync("name", "second", CancellationToken.None);

        Assert.Equal(second, await store.GetAsync("name", null, CancellationToken.None));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_vault_that_fails_is_a_fault_that_names_the_secret_and_not_its_value(HttpStatusCode status)
    {
        var store = Open(new VaultService(canPurge: true) { Failure = status });

        Func<Task>[] operations =
        [
            async () => await store.GetAsync("name", null, CancellationToken.None),
            async () => await store.SetAsync("name", "hidden", CancellationToken.None),
            async () => await store.DeleteAsync("name", CancellationToken.None),
        ];
        foreach (var operation in operations)
        {
            var exception = await Assert.ThrowsAsync<SecretStoreException>(operation);

            Assert.Contains("'name'", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("hidden", exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_version_that_is_none_is_not_even_asked_for()
    {
        var store = Open(new VaultService(canPurge: true) { Failure = HttpStatusCode.InternalServerError });

        Assert.Null(await store.GetAsync("name", "../other", CancellationToken.None));
    }

    protected override Task<ISecretStore> OpenAsync() => Task.FromResult(Open(new VaultService(canPurge: true)));

    protected override Task CloseAsync()
    {
        _clients.ForEach(client => client.Dispose());
        return Task.CompletedTask;
    }

    private ISecretStore Open(VaultService vault)
    {
        var client = new HttpClient(vault);
        _clients.Add(client);
        var options = new SecretClientOptions { Transport = new HttpClientTransport(client) }.ForRequests();
        return new KeyVaultSecretStore(new SecretClient(new Uri("https://v.vault.azure.net"), new Token(), options));
    }

    private sealed class Token : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
