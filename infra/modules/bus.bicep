import { service, texts } from 'types.bicep'

param name string
param location string
param tags texts

@description('The topic of all events.')
param topic string

@description('The services that handle events; each gets a subscription of its name, filtered to the types that it handles.')
param subscribers service[]

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }

  resource events 'topics' = {
    name: topic
    properties: {
      defaultMessageTimeToLive: 'P14D'
      // An outbox that is swept after a crash sends again what may have been sent: sweeps follow each other within the hour.
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT1H'
      supportOrdering: true
    }

    resource subscriptions 'subscriptions' = [for subscriber in subscribers: {
      name: subscriber.name
      properties: {
        // Sessions are the subjects of events: one after the other.
        requiresSession: true
        lockDuration: 'PT5M'
        maxDeliveryCount: 10
        defaultMessageTimeToLive: 'P14D'
        deadLetteringOnMessageExpiration: true
        deadLetteringOnFilterEvaluationExceptions: true
      }
    }]
  }
}

// Every subscription comes with a rule of this name that takes everything, and rules add up: so it is replaced.
resource filters 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for (subscriber, i) in subscribers: {
  parent: bus::events::subscriptions[i]
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: 'sys.Label IN (\'${join(subscriber.subscriptions, '\', \'')}\')'
      compatibilityLevel: 20
    }
  }
}]

output id string = bus.id
