using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace Tollgate.Hosting.Azure.Settings;

/// <summary>Which identity a section's client uses: <c>credential</c> and <c>clientId</c>, as the Functions host reads them.</summary>
internal readonly record struct IdentitySettings(bool IsManaged, string? ClientId)
{
    public static IdentitySettings Read(IConfigurationSection section) => new(
        string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase),
        section["clientId"] is { Length: > 0 } clientId ? clientId : null);

    /// <summary>
    /// A managed identity where the settings say so: trying the other kinds first would cost a cold start. Otherwise whatever
    /// <see cref="DefaultAzureCredential"/> finds, such as a developer's own login.
    /// </summary>
    public TokenCredential CreateCredential() => this switch
    {
        { IsManaged: true, ClientId: { } clientId } => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId)),
        { IsManaged: true } => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        { ClientId: { } clientId } => new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }),
        _ => new DefaultAzureCredential(),
    };
}
