import { network, platform, scale, service, texts } from 'types.bicep'

@description('One service: an identity, a storage account and an app of its own, and what it may do elsewhere.')
param declaration service
param names { identity: string, storage: string, plan: string, app: string }
param location string
param tags texts
param shared platform
param topic string
param sizing scale
param redundancy 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS' | 'Standard_GRS'
param privateNetwork network

@description('Whether everyone may call the service, private network or not.')
param isPublic bool

@description('The id of the Azure Front Door that alone may call the service; empty: there is none.')
param frontDoorId string

@description('Whether the service reads secrets of the vault.')
param usesVault bool

var packages = 'packages'
var hasSagas = !empty(declaration.sagas)
var publishes = !empty(declaration.publishes)
var subscribes = !empty(declaration.subscriptions)
var usesBus = shared.?bus != null && (publishes || subscribes)
var storageDns = environment().suffixes.storage

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: names.identity
  location: location
  tags: tags
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: shared.insights
}

module account 'storage.bicep' = {
  name: '${deployment().name}-storage'
  params: {
    name: names.storage
    location: location
    tags: tags
    redundancy: redundancy
    tables: declaration.tables
    containers: concat(declaration.containers, [packages])
    privateNetwork: privateNetwork
    allowedAddresses: []
    services: concat(['blob', 'table'], hasSagas ? ['queue'] : [])
  }
}

module ownRoles 'hostRoles.bicep' = {
  name: '${deployment().name}-own'
  params: {
    account: names.storage
    principalId: identity.properties.principalId
    hasSagas: hasSagas
  }
  dependsOn: [account]
}

module platformRoles 'storageRoles.bicep' = {
  name: '${deployment().name}-platform'
  params: {
    account: shared.storage
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    tables: declaration.platformTables
    containers: declaration.platformContainers
  }
}

module eventRoles 'busRoles.bicep' = if (usesBus) {
  name: '${deployment().name}-events'
  params: {
    bus: shared.bus!
    topic: topic
    service: declaration.name
    principalId: identity.properties.principalId
    publishes: publishes
    subscribes: subscribes
  }
}

module secretRole 'vaultRole.bicep' = if (usesVault) {
  name: '${deployment().name}-secrets'
  params: {
    vault: shared.vault
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    writes: false
  }
}

module telemetry 'telemetryRole.bicep' = {
  name: '${deployment().name}-telemetry'
  params: {
    insights: shared.insights
    principalId: identity.properties.principalId
  }
}

var clientId = identity.properties.clientId

var hostSettings = {
  AzureWebJobsStorage__blobServiceUri: 'https://${names.storage}.blob.${storageDns}'
  AzureWebJobsStorage__queueServiceUri: 'https://${names.storage}.queue.${storageDns}'
  AzureWebJobsStorage__tableServiceUri: 'https://${names.storage}.table.${storageDns}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
  // The exporter of the Functions host would send five traces a second, and the app all.
  OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage'
  OTEL_TRACES_SAMPLER_ARG: '1'
}

var platformSettings = {
  PlatformStorage__blobServiceUri: 'https://${shared.storage}.blob.${storageDns}'
  PlatformStorage__tableServiceUri: 'https://${shared.storage}.table.${storageDns}'
  PlatformStorage__credential: 'managedidentity'
  PlatformStorage__clientId: clientId
}

var eventSettings = usesBus ? {
  ServiceBusConnection__fullyQualifiedNamespace: '${shared.bus!}.servicebus.windows.net'
  ServiceBusConnection__credential: 'managedidentity'
  ServiceBusConnection__clientId: clientId
} : {}

var vaultSettings = usesVault ? {
  KeyVault__vaultUri: 'https://${shared.vault}${environment().suffixes.keyvaultDns}'
  KeyVault__credential: 'managedidentity'
  KeyVault__clientId: clientId
} : {}

var edgeSettings = empty(frontDoorId) ? {} : {
  Edge__TrustPlatform: 'true'
  Edge__ClientAddressHeader: 'X-Azure-ClientIP'
}

module app 'app.bicep' = {
  name: '${deployment().name}-app'
  params: {
    service: declaration.name
    names: { plan: names.plan, app: names.app }
    location: location
    tags: tags
    identity: identity.id
    packages: 'https://${names.storage}.blob.${storageDns}/${packages}'
    settings: union(
      hostSettings,
      platformSettings,
      eventSettings,
      vaultSettings,
      edgeSettings
    )
    sizing: sizing
    privateNetwork: privateNetwork
    isPublic: isPublic
    frontDoorId: frontDoorId
  }
  // An app that starts before it may read its storage fails, and stays so for a while.
  dependsOn: [ownRoles, platformRoles, eventRoles, secretRole, telemetry]
}

output url string = app.outputs.url
