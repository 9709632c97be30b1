import { roles } from 'roles.bicep'

@description('What the Functions host needs in the app\'s own account.')
param account string
param principalId string

@description('Whether Durable Functions run there: they need queues.')
param hasSagas bool

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: account
}

var granted = concat([roles.blobOwner, roles.tableContributor], hasSagas ? [roles.queueContributor] : [])

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in granted: {
  name: guid(storage.id, principalId, role)
  scope: storage
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}]
