import { texts } from 'types.bicep'

param location string
param tags texts

@description('Resource id of the workspace that telemetry is kept in.')
param workspace string

@description('Resource id of the Service Bus namespace; null where there is none.')
param bus string?

@description('Names of storage accounts by what they belong to.')
param accounts texts

@description('Where alerts are sent to; empty: nowhere.')
param email string

@description('Paths that are called every five minutes from outside, by address: each keeps the app behind it awake.')
param probes texts

@description('Resource id of the Application Insights that keeps the results of probes.')
param insights string

var queries = loadJsonContent('alerts.json')
var runbooks = 'https://github.com/tollgate/tollgate/blob/main/docs/runbooks'

resource recipients 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-tollgate'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'tollgate'
    emailReceivers: [
      { name: 'operators', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

var actions = empty(email) ? [] : [recipients.id]

// Each query gives one row for whatever is wrong, and none while all is well.
resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in queries: {
  name: 'alert-${alert.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Tollgate: ${alert.title}'
    description: '${alert.description} ${runbooks}/${alert.name}.md'
    enabled: true
    severity: alert.severity
    scopes: [workspace]
    evaluationFrequency: 'PT5M'
    windowSize: alert.window
    autoMitigate: alert.?resolves ?? true
    // What doesn't resolve would tell of the same entry at each evaluation.
    muteActionsDuration: (alert.?resolves ?? true) ? null : alert.window
    // The tables of telemetry appear with the first telemetry.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: join(alert.query, '\n')
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            { name: 'AppRoleName', operator: 'Include', values: ['*'] }
          ]
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actions }
  }
}]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = if (bus != null) {
  name: 'alert-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Events could not be handled and wait for a person. ${runbooks}/dead-letters.md'
    enabled: true
    severity: 2
    scopes: [bus!]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [
            { name: 'EntityName', operator: 'Include', values: ['*'] }
          ]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}

resource throttling 'Microsoft.Insights/metricAlerts@2018-03-01' = [for account in items(accounts): {
  name: 'alert-store-throttling-${account.key}'
  location: 'global'
  tags: tags
  properties: {
    description: 'The storage account of ${account.key} refuses requests because there are too many. ${runbooks}/store-throttling.md'
    enabled: true
    severity: 2
    scopes: [resourceId('Microsoft.Storage/storageAccounts', account.value)]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: [
                'ClientAccountBandwidthThrottlingError'
                'ClientAccountRequestThrottlingError'
                'ClientThrottlingError'
                'ServerBusyError'
              ]
            }
          ]
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 10
        }
      ]
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}]

resource tests 'Microsoft.Insights/webtests@2022-06-15' = [for (probe, i) in items(probes): {
  name: 'probe-${i}'
  location: location
  tags: union(tags, { 'hidden-link:${insights}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'probe-${i}'
    Name: 'Tollgate ${probe.key}'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: [
      { Id: 'emea-nl-ams-azr' }
      { Id: 'us-va-ash-azr' }
      { Id: 'apac-sg-sin-azr' }
    ]
    Request: { RequestUrl: probe.value, HttpVerb: 'GET', ParseDependentRequests: false }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 14 }
  }
}]

resource probeAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for (probe, i) in items(probes): {
  name: 'alert-probe-failed-${i}'
  location: 'global'
  tags: union(tags, { 'hidden-link:${insights}': 'Resource', 'hidden-link:${tests[i].id}': 'Resource' })
  properties: {
    description: '${probe.key} does not answer 200 as seen from two places or more. ${runbooks}/probe-failed.md'
    enabled: true
    severity: 1
    scopes: [insights, tests[i].id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: tests[i].id
      componentId: insights
      failedLocationCount: 2
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}]
