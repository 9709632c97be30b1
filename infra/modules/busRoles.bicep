import { roles } from 'roles.bicep'

@description('What a service may do with events: publish to the topic, and take from its own subscription.')
param bus string
param topic string
param service string
param principalId string
param publishes bool
param subscribes bool

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: bus

  resource events 'topics' existing = {
    name: topic

    resource own 'subscriptions' existing = { name: service }
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (publishes) {
  name: guid(namespace::events.id, principalId, roles.busSender)
  scope: namespace::events
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.busSender)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

// At the subscription: at the topic, the trigger would be refused; at the namespace, it could read what others subscribe to.
resource receiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (subscribes) {
  name: guid(namespace::events::own.id, principalId, roles.busReceiver)
  scope: namespace::events::own
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.busReceiver)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
