import { network, texts } from 'types.bicep'

param name string
param location string
param tags texts

@description('The resource that gets an address in the network.')
param target string

@description('Which of its services: blob, queue, table, vault or sites.')
param group string
param privateNetwork network

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: privateNetwork!.endpoints }
    privateLinkServiceConnections: [
      {
        name: group
        properties: { privateLinkServiceId: target, groupIds: [group] }
      }
    ]
  }

  resource zone 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: group, properties: { privateDnsZoneId: privateNetwork!.zones[group] } }
      ]
    }
  }
}
