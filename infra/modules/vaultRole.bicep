import { roles } from 'roles.bicep'

param vault string
param principalId string
param principalType string

@description('To write secrets, not only to read them.')
param writes bool

var role = writes ? roles.secretsOfficer : roles.secretsUser

resource target 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vault
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(target.id, principalId, role)
  scope: target
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: principalId
    principalType: principalType
  }
}
