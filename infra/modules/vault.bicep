import { network, texts } from 'types.bicep'

@minLength(3)
@maxLength(24)
param name string
param location string
param tags texts
param privateNetwork network

@description('Public addresses that may reach the vault although there is a private network.')
param allowedAddresses string[]

var isPublic = privateNetwork == null

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: isPublic || !empty(allowedAddresses) ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isPublic ? 'Allow' : 'Deny'
      ipRules: [for address in isPublic ? [] : allowedAddresses: { value: address }]
    }
  }
}

module endpoint 'endpoint.bicep' = if (!isPublic) {
  name: '${deployment().name}-endpoint'
  params: {
    name: 'pep-${name}'
    location: location
    tags: tags
    target: vault.id
    group: 'vault'
    privateNetwork: privateNetwork!
  }
}
