// A private endpoint and its name: makes one service reachable from inside the virtual network.
import { Placement } from 'types.bicep'

@description('Name of the endpoint.')
param name string

@description('Region and tags.')
param placement Placement

@description('Resource that it leads to.')
param targetId string

@description('Part of the resource, for example blob.')
param part string

@description('Subnet that it is in.')
param subnetId string

@description('Private DNS zone of that part of the service.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: 'nic-${name}'
    privateLinkServiceConnections: [{ name: part, properties: { privateLinkServiceId: targetId, groupIds: [part] } }]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: part, properties: { privateDnsZoneId: zoneId } }] }
  }
}
