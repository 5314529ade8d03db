// Option: the public DNS zone of the stack.
import { Site } from 'types.bicep'

@description('Name of the zone, for example steadfast.example.org.')
param zoneName string

@description('Tags of every resource.')
param tags { *: string }

@description('First parts of the host names behind Front Door; none without it.')
param labels string[]

@description('What Front Door says of each of them, in the same order.')
param sites Site[]

@description('Public address of the load balancer, for www without Front Door.')
param addressId string

resource zone 'Microsoft.Network/dnsZones@2018-05-01' = {
  name: zoneName
  location: 'global'
  tags: tags
}

resource alias 'Microsoft.Network/dnsZones/CNAME@2018-05-01' = [
  for (label, index) in labels: {
    parent: zone
    name: label
    properties: { TTL: 300, CNAMERecord: { cname: sites[index].target } }
  }
]

// Front Door asks for it before it issues a certificate, and again before each renewal.
resource proof 'Microsoft.Network/dnsZones/TXT@2018-05-01' = [
  for (label, index) in labels: {
    parent: zone
    name: '_dnsauth.${label}'
    properties: { TTL: 300, TXTRecords: [{ value: [sites[index].proof] }] }
  }
]

// Follows the address, whatever it is.
resource direct 'Microsoft.Network/dnsZones/A@2018-05-01' = if (empty(labels)) {
  parent: zone
  name: 'www'
  properties: { TTL: 300, targetResource: { id: addressId } }
}

@description('Name servers to enter in the parent zone. Until then nobody finds the names.')
output nameServers string[] = zone.properties.nameServers
