targetScope = 'subscription'

import { service } from 'modules/types.bicep'
import { zonesOf } from 'modules/network.bicep'

@description('An account has at most 24 characters in its name, of which the token takes 13.')
func storageName(owner string, token string) string => 'st${take(owner, 9)}${token}'

@description('What a text lists, separated by commas.')
func listOf(text string) string[] => filter(map(split(text, ','), one => trim(one)), one => !empty(one))

@description('The azd environment; the resource group is named after it.')
@minLength(1)
@maxLength(60)
param environmentName string

@description('The region of everything that has one.')
param location string

@description('full: gateway, services, events and sagas. gateway: the gateway alone, without Service Bus and services.')
param profile 'full' | 'gateway' = 'full'

@description('Who deploys, and may afterwards write configuration, registry, keys and secrets: the first administrator.')
param principalId string

@description('What kind of principal that is.')
param principalType 'User' | 'Group' | 'ServicePrincipal' = 'User'

@description('Puts storage, vault and services behind private endpoints of a virtual network.')
param isPrivate bool = false

@description('With isPrivate: public addresses, separated by commas, that may still reach configuration and vault, such as that of the machine that deploys.')
param allowedAddresses string = ''

@description('The id of an Azure Front Door that stands in front of the gateway: then nobody else may call the gateway, and what Front Door says of clients is believed.')
param frontDoorId string = ''

@description('Keeps one instance of the gateway up at all times: no cold starts, but compute while idle.')
param keepWarm bool = false

@description('Replaces instances one after the other at a deployment. Not every region has that.')
param rollingUpdate bool = false

@description('How many copies there are of what is stored, and where.')
param redundancy 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS' | 'Standard_GRS' = 'Standard_LRS'

@description('Where alerts are sent to; empty: they are only listed in the portal.')
param alertEmail string = ''

@description('Paths of the gateway, separated by commas, that are called every five minutes from outside. They keep the gateway awake.')
param probedPaths string = ''

@description('How long telemetry is kept, in days.')
@minValue(30)
@maxValue(730)
param retentionDays int = 30

@description('Memory of an instance.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('How many instances an app may have at most.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 100

var gateway = 'gateway'
var groupName = 'rg-${environmentName}'
var isFull = profile == 'full'
var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var declared = loadJsonContent('modules.generated.json')
var services service[] = filter(declared.services, one => isFull || one.name == gateway)

var names = {
  storage: storageName('platform', token)
  vault: 'kv-${token}'
  bus: 'sb-${token}'
  insights: 'appi-${token}'
  workspace: 'log-${token}'
  network: 'vnet-${token}'
}

var shared = {
  storage: names.storage
  insights: names.insights
  vault: names.vault
  bus: isFull ? names.bus : null
}

// Reckoned from names, not taken from outputs, so that what is deployed can be predicted without deploying.
var privateNetwork = isPrivate ? {
  apps: resourceId(subscription().subscriptionId, groupName, 'Microsoft.Network/virtualNetworks/subnets', names.network, 'apps')
  endpoints: resourceId(subscription().subscriptionId, groupName, 'Microsoft.Network/virtualNetworks/subnets', names.network, 'endpoints')
  zones: mapValues(
    zonesOf(environment().suffixes.storage, environment().suffixes.keyvaultDns),
    zone => resourceId(subscription().subscriptionId, groupName, 'Microsoft.Network/privateDnsZones', zone)
  )
} : null

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: groupName
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    names: { workspace: names.workspace, insights: names.insights }
    location: location
    tags: tags
    retentionDays: retentionDays
  }
}

module network 'modules/network.bicep' = if (isPrivate) {
  name: 'network'
  scope: group
  params: {
    name: names.network
    location: location
    tags: tags
  }
}


module platformStorage 'modules/storage.bicep' = {
  name: 'platform'
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    redundancy: redundancy
    tables: declared.platform.tables
    containers: declared.platform.containers
    privateNetwork: privateNetwork
    allowedAddresses: listOf(allowedAddresses)
    services: ['blob', 'table']
  }
  dependsOn: [network]
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    privateNetwork: privateNetwork
    allowedAddresses: listOf(allowedAddresses)
  }
  dependsOn: [network]
}

module bus 'modules/bus.bicep' = if (isFull) {
  name: 'bus'
  scope: group
  params: {
    name: names.bus
    location: location
    tags: tags
    topic: declared.topic
    subscribers: filter(services, one => !empty(one.subscriptions))
  }
}

module apps 'modules/service.bicep' = [for one in services: {
  name: 'service-${one.name}'
  scope: group
  params: {
    declaration: one
    names: {
      identity: 'id-${one.name}-${token}'
      storage: storageName(one.name, token)
      plan: 'plan-${one.name}-${token}'
      app: 'app-${one.name}-${token}'
    }
    location: location
    tags: tags
    shared: shared
    topic: declared.topic
    sizing: {
      memoryMB: instanceMemoryMB
      maximumInstances: maximumInstances
      alwaysReady: keepWarm && one.name == gateway ? 1 : 0
      rollingUpdate: rollingUpdate
    }
    redundancy: redundancy
    privateNetwork: privateNetwork
    isPublic: one.name == gateway
    frontDoorId: one.name == gateway ? frontDoorId : ''
    usesVault: one.name == gateway
  }
  dependsOn: [monitoring, platformStorage, vault, bus, network]
}]

module administration 'modules/storageRoles.bicep' = {
  name: 'administration'
  scope: group
  params: {
    account: names.storage
    principalId: principalId
    principalType: principalType
    tables: map(declared.platform.tables, name => { name: name, access: 'write' })
    containers: map(declared.platform.containers, name => { name: name, access: 'write' })
  }
  dependsOn: [platformStorage]
}

module secretAdministration 'modules/vaultRole.bicep' = {
  name: 'secret-administration'
  scope: group
  params: {
    vault: names.vault
    principalId: principalId
    principalType: principalType
    writes: true
  }
  dependsOn: [vault]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    workspace: monitoring.outputs.workspaceId
    bus: isFull ? bus!.outputs.id : null
    accounts: union({ platform: names.storage }, toObject(services, one => one.name, one => storageName(one.name, token)))
    email: alertEmail
    insights: monitoring.outputs.insightsId
    probes: toObject(listOf(probedPaths), path => path, path => '${apps[0].outputs.url}${path}')
  }
  dependsOn: [platformStorage, apps]
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    source: monitoring.outputs.insightsId
  }
}

output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output TOLLGATE_PROFILE string = profile
output TOLLGATE_SERVICES bool = isFull
output TOLLGATE_PLATFORM_STORAGE string = names.storage
output TOLLGATE_VAULT string = names.vault
output TOLLGATE_GATEWAY_URL string = apps[0].outputs.url

@description('Every service with its address: name=url.')
output TOLLGATE_SERVICE_URLS string[] = [for (one, i) in services: '${one.name}=${apps[i].outputs.url}']
