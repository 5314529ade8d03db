// A NAT gateway and its address: the only way out for machines in a subnet.
import { Placement } from 'types.bicep'

@description('Name of the gateway.')
param name string

@description('Region and tags.')
param placement Placement

@description('StandardV2 spans all zones; Standard is in one of them, which Azure chooses.')
param sku 'Standard' | 'StandardV2'

resource address 'Microsoft.Network/publicIPAddresses@2025-05-01' = {
  name: 'pip-${name}'
  location: placement.location
  tags: placement.tags
  sku: { name: sku } // the gateway takes addresses of its own SKU only
  zones: ['1', '2', '3']
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/natGateways@2025-05-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  sku: { name: sku }
  zones: sku == 'StandardV2' ? ['1', '2', '3'] : []
  properties: {
    idleTimeoutInMinutes: 4 // longer ones only hold ports back
    publicIpAddresses: [{ id: address.id }]
  }
}

@description('Resource ID of the gateway.')
output id string = gateway.id
