import { network, texts } from 'types.bicep'

@minLength(3)
@maxLength(24)
param name string
param location string
param tags texts
@description('How many copies there are, and where.')
param redundancy 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS' | 'Standard_GRS'
param tables string[]
param containers string[]
param privateNetwork network

@description('Public addresses that may reach the account although there is a private network.')
param allowedAddresses string[]

@description('Services of the account that get a private endpoint.')
param services ('blob' | 'queue' | 'table')[]

var isPublic = privateNetwork == null

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPublic || !empty(allowedAddresses) ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isPublic ? 'Allow' : 'Deny'
      ipRules: [for address in isPublic ? [] : allowedAddresses: { value: address, action: 'Allow' }]
    }
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource declared 'tables' = [for table in tables: { name: table }]
  }

  resource blobService 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource declared 'containers' = [for container in containers: { name: container }]
  }
}

module endpoints 'endpoint.bicep' = [for service in services: if (!isPublic) {
  name: '${deployment().name}-${service}'
  params: {
    name: 'pep-${name}-${service}'
    location: location
    tags: tags
    target: account.id
    group: service
    privateNetwork: privateNetwork!
  }
}]
