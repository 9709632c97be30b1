import { access } from 'types.bicep'
import { roles } from 'roles.bicep'

@description('What a principal may do with single tables and containers of an account.')
param account string
param principalId string
param principalType string
param tables access[]
param containers access[]

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: account

  resource tableService 'tableServices' existing = {
    name: 'default'

    resource declared 'tables' existing = [for table in tables: { name: table.name }]
  }

  resource blobService 'blobServices' existing = {
    name: 'default'

    resource declared 'containers' existing = [for container in containers: { name: container.name }]
  }
}

resource tableRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (table, i) in tables: {
  name: guid(storage::tableService::declared[i].id, principalId, table.access)
  scope: storage::tableService::declared[i]
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      table.access == 'write' ? roles.tableContributor : roles.tableReader
    )
    principalId: principalId
    principalType: principalType
  }
}]

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (container, i) in containers: {
  name: guid(storage::blobService::declared[i].id, principalId, container.access)
  scope: storage::blobService::declared[i]
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      container.access == 'write' ? roles.blobContributor : roles.blobReader
    )
    principalId: principalId
    principalType: principalType
  }
}]
