using Azure;
using Azure.Security.KeyVault.Secrets;
using Tollgate.Hosting.Azure.Retrying;
using Tollgate.Platform.Secrets;

namespace Tollgate.Hosting.Azure.Secrets;

/// <summary>
/// Secrets in Key Vault. A vault keeps deleted secrets for its retention time and their names with them: a delete purges where
/// the vault and this identity's role allow it, and a set under a name that is still kept recovers it first.
/// </summary>
internal sealed class KeyVaultSecretStore(SecretClient client) : ISecretStore
{
    private const int VersionLength = 32;

    public async ValueTask<Secret?> GetAsync(string name, string? version, CancellationToken cancellationToken)
    {
        SecretLimits.CheckName(name);
        if (version is not null && (version.Length != VersionLength || !version.All(char.IsAsciiHexDigit)))
        {
            return null;
        }

        try
        {
            var answer = await client.GetSecretAsync(name, version, cancellationToken: cancellationToken);
            return Map(answer.Value);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
        catch (Exception exception) when (ServiceErrors.IsOfTheService(exception, cancellationToken))
        {
            throw FaultOf(name, exception);
        }
    }

    public async ValueTask<Secret> SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        SecretLimits.CheckName(name);
        SecretLimits.CheckValue(name, value);
        try
        {
            return await SetOrRecoverAsync(name, value, cancellationToken);
        }
        catch (Exception exception) when (ServiceErrors.IsOfTheService(exception, cancellationToken))
        {
            throw FaultOf(name, exception);
        }
    }

    public async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        SecretLimits.CheckName(name);
        try
        {
            var deletion = await client.StartDeleteSecretAsync(name, cancellationToken);
            await deletion.WaitForCompletionAsync(cancellationToken);
            await TryPurgeAsync(name, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return false;
        }
        catch (Exception exception) when (ServiceErrors.IsOfTheService(exception, cancellationToken))
        {
            throw FaultOf(name, exception);
        }
    }

    private async Task<Secret> SetOrRecoverAsync(string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            return Map((await client.SetSecretAsync(name, value, cancellationToken)).Value);
        }
        catch (RequestFailedException exception) when (exception.Status == 409)
        {
            var recovery = await client.StartRecoverDeletedSecretAsync(name, cancellationToken);
            await recovery.WaitForCompletionAsync(cancellationToken);
            return Map((await client.SetSecretAsync(name, value, cancellationToken)).Value);
        }
    }

    // Refused by a vault with purge protection and to an identity without that right: the secret is unreadable all the same.
    private async Task TryPurgeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.PurgeDeletedSecretAsync(name, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 400 or 403 or 404)
        {
        }
    }

    private static Secret Map(KeyVaultSecret secret) =>
        new(secret.Name, secret.Properties.Version, secret.Value, secret.Properties.CreatedOn ?? default);

    // Neither the message nor the service's own error ever contains the value.
    private static SecretStoreException FaultOf(string name, Exception exception) => ServiceErrors.Last(exception) switch
    {
        RequestFailedException { Status: 401 or 403 } failure => new SecretStoreException(
            $"The vault refuses this identity at secret '{name}' ({failure.Status} {failure.ErrorCode}), or the secret is disabled. Grant it the role 'Key Vault Secrets User' (to set: 'Officer').",
            exception),
        RequestFailedException { Status: > 0 } failure => new SecretStoreException(
            $"The vault failed at secret '{name}' ({failure.Status} {failure.ErrorCode}).", exception),
        var error => new SecretStoreException($"The vault of secret '{name}' can't be reached: {error.Message}", exception),
    };
}
