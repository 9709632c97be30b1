import { texts } from 'types.bicep'

@export()
@description('The DNS zones of private endpoints by the endpoint\'s group.')
func zonesOf(storage string, vault string) texts => {
  blob: 'privatelink.blob.${storage}'
  queue: 'privatelink.queue.${storage}'
  table: 'privatelink.table.${storage}'
  vault: 'privatelink${replace(vault, '.vault.', '.vaultcore.')}'
  sites: 'privatelink.azurewebsites.net'
}

param name string
param location string
param tags texts

var zones = zonesOf(environment().suffixes.storage, environment().suffixes.keyvaultDns)

resource privateNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        // An app takes up to about 40 addresses, and all apps are here.
        name: 'apps'
        properties: {
          addressPrefix: '10.20.0.0/22'
          defaultOutboundAccess: true
          delegations: [
            { name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.20.4.0/24'
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource privateZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in items(zones): {
  name: zone.value
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in items(zones): {
  parent: privateZones[i]
  name: name
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: privateNetwork.id }
  }
}]
