// The virtual network. Nothing in it has a public address but the load balancer's front and the NAT gateways.
import { AddressPlan } from 'network-types.bicep'
import { Options } from 'options.bicep'
import { Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Ending of the names.')
param suffix string

@description('SKU of the NAT gateway of the web servers.')
param natSku 'Standard' | 'StandardV2'

@description('Whether only Front Door may come in from outside.')
param onlyFromFrontDoor bool

@description('What is switched on beyond the profile.')
param options Options

@description('Port of the web container.')
param webPort int

@description('Address ranges. A subnet cannot change once something is in it.')
param plan AddressPlan = {
  network: '10.20.0.0/16'
  web: '10.20.0.0/24'
  front: '10.20.1.0/24'
  functions: '10.20.2.0/26'
  endpoints: '10.20.2.64/26'
  database: '10.20.2.128/28'
}

var tiered = options.?tiered ?? false

module groups 'security-groups.bicep' = {
  params: {
    placement: placement
    suffix: suffix
    plan: plan
    onlyFromFrontDoor: onlyFromFrontDoor
    tiered: tiered
    cache: options.?cache ?? false
    webPort: webPort
  }
}

module webNat 'nat.bicep' = {
  params: {
    name: 'nat-web-${suffix}'
    placement: placement
    sku: natSku
  }
}

// StandardV2 cannot serve the Function App's delegated subnet (limit of that SKU), so a zone-redundant stack has two gateways. This
// one is in a single zone: if that zone fails, the automation cannot act until it is back; the platform's own failover and repairs can.
module functionsNat 'nat.bicep' = if (natSku == 'StandardV2') {
  params: {
    name: 'nat-functions-${suffix}'
    placement: placement
    sku: 'Standard'
  }
}

var webSubnet = {
  name: 'web'
  properties: {
    addressPrefix: plan.web
    defaultOutboundAccess: false
    natGateway: { id: webNat.outputs.id }
    networkSecurityGroup: { id: groups.outputs.web }
  }
}
var databaseSubnet = {
  name: 'database'
  properties: {
    addressPrefix: plan.database
    defaultOutboundAccess: false
    networkSecurityGroup: { id: groups.outputs.database }
    delegations: [{ name: 'mysql', properties: { serviceName: 'Microsoft.DBforMySQL/flexibleServers' } }]
  }
}
var functionsSubnet = {
  name: 'functions'
  properties: {
    addressPrefix: plan.functions
    defaultOutboundAccess: false
    natGateway: { id: functionsNat.?outputs.id ?? webNat.outputs.id }
    networkSecurityGroup: { id: groups.outputs.functions }
    // Flex Consumption: not Microsoft.Web/serverFarms, which is for the older plans.
    delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
  }
}
var endpointsSubnet = {
  name: 'endpoints'
  properties: {
    addressPrefix: plan.endpoints
    defaultOutboundAccess: false
    privateEndpointNetworkPolicies: 'Enabled' // else the security group would not count for private endpoints
    networkSecurityGroup: { id: groups.outputs.endpoints }
  }
}
var frontSubnet = {
  name: 'front'
  properties: {
    addressPrefix: plan.front
    defaultOutboundAccess: false
    natGateway: { id: webNat.outputs.id }
    networkSecurityGroup: { id: groups.outputs.front }
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: 'vnet-${suffix}'
  location: placement.location
  tags: placement.tags
  properties: {
    addressSpace: { addressPrefixes: [plan.network] }
    // Inside the network: subnets as children of their own would be taken away and put back at each deployment.
    subnets: concat([webSubnet, databaseSubnet, functionsSubnet, endpointsSubnet], tiered ? [frontSubnet] : [])
  }
}

@description('Resource ID of the virtual network.')
output id string = network.id

@description('NAT gateway of the web servers.')
output natGatewayId string = webNat.outputs.id

@description('Subnet of the web servers.')
output webSubnetId string = '${network.id}/subnets/web'

@description('Subnet of the database.')
output databaseSubnetId string = '${network.id}/subnets/database'

@description('Subnet of the Function App.')
output functionsSubnetId string = '${network.id}/subnets/functions'

@description('Subnet of the private endpoints.')
output endpointsSubnetId string = '${network.id}/subnets/endpoints'

@description('Subnet of the reverse proxies; exists with the option "tiered".')
output frontSubnetId string = '${network.id}/subnets/front'
