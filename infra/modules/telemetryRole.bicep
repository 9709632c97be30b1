import { roles } from 'roles.bicep'

param insights string
param principalId string

resource target 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insights
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(target.id, principalId, roles.metricsPublisher)
  scope: target
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.metricsPublisher)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
