import { network, scale, texts } from 'types.bicep'

@description('The service that azd deploys here.')
param service string
param names { plan: string, app: string }
param location string
param tags texts

@description('Resource id of the user-assigned identity that the app runs as.')
param identity string

@description('The container that takes the app\'s package.')
param packages string
param settings texts
param sizing scale
param privateNetwork network

@description('Whether everyone may call the app; else, with a private network, only what is inside.')
param isPublic bool

@description('The id of the Azure Front Door that alone may call the app; empty: there is none.')
param frontDoorId string

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: names.plan
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: names.app
  location: location
  tags: union(tags, { 'azd-service-name': service })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: privateNetwork.?apps
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // Requests of private endpoints are let through whatever this says; packages still come in over the deployment site.
      ipSecurityRestrictionsDefaultAction: empty(frontDoorId) && (isPublic || privateNetwork == null) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: empty(frontDoorId) ? [] : [
        {
          name: 'front-door'
          priority: 100
          action: 'Allow'
          tag: 'ServiceTag'
          ipAddress: 'AzureFrontDoor.Backend'
          headers: { 'x-azure-fdid': [frontDoorId] }
        }
      ]
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsUseMain: false
    }
    // The compiler doesn't know siteUpdateStrategy yet.
    #disable-next-line BCP037
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: sizing.memoryMB
        maximumInstanceCount: sizing.maximumInstances
        alwaysReady: sizing.alwaysReady == 0 ? [] : [{ name: 'http', instanceCount: sizing.alwaysReady }]
      }
      // Only where it is asked for: not every region takes it.
      ...(sizing.rollingUpdate ? { siteUpdateStrategy: { type: 'RollingUpdate' } } : {})
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

module endpoint 'endpoint.bicep' = if (privateNetwork != null && !isPublic) {
  name: '${deployment().name}-endpoint'
  params: {
    name: 'pep-${names.app}'
    location: location
    tags: tags
    target: app.id
    group: 'sites'
    privateNetwork: privateNetwork!
  }
}

output url string = 'https://${app.properties.defaultHostName}'
