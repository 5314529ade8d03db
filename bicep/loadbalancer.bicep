// A load balancer, public or internal. Its front is in all zones, whatever zones the machines behind it are in.
import { Placement } from 'types.bicep'

@description('Name of the load balancer.')
param name string

@description('Region and tags.')
param placement Placement

@description('Domain label of its public address; empty for an internal balancer.')
param domainLabel string = ''

@description('Subnet of the front of an internal balancer; empty for a public one.')
param subnetId string

@description('Port of the machines behind it.')
param port int

@description('Port that it listens on.')
param frontPort int = port

@description('Workspace for its metrics and health events.')
param workspaceId string

// Not told by the subnet: that is known only once the network is there, and whether an address is made must be known before.
var public = !empty(domainLabel)
var front = 'front'
var pool = 'machines'
var probe = 'healthz'

resource address 'Microsoft.Network/publicIPAddresses@2025-05-01' = if (public) {
  name: 'pip-${name}'
  location: placement.location
  tags: placement.tags
  sku: { name: 'Standard' }
  zones: ['1', '2', '3']
  properties: {
    publicIPAllocationMethod: 'Static'
    dnsSettings: { domainNameLabel: domainLabel }
  }
}

resource balancer 'Microsoft.Network/loadBalancers@2025-05-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  sku: { name: 'Standard' }
  properties: {
    frontendIPConfigurations: [
      public
        ? { name: front, properties: { publicIPAddress: { id: address.id } } } // in the zones of its address
        : { name: front, zones: ['1', '2', '3'], properties: { privateIPAllocationMethod: 'Dynamic', subnet: { id: subnetId } } }
    ]
    backendAddressPools: [{ name: pool }]
    probes: [
      {
        name: probe
        properties: {
          protocol: 'Http'
          port: port
          // Never "/": a page may fail for reasons that taking the server out does not mend.
          requestPath: '/healthz'
          intervalInSeconds: 5 // the shortest there is
          probeThreshold: 2
          noHealthyBackendsBehavior: 'AllProbedDown'
        }
      }
    ]
    loadBalancingRules: [
      {
        name: 'http'
        properties: {
          frontendIPConfiguration: { id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', name, front) }
          backendAddressPool: { id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', name, pool) }
          probe: { id: resourceId('Microsoft.Network/loadBalancers/probes', name, probe) }
          protocol: 'Tcp'
          frontendPort: frontPort
          backendPort: port
          loadDistribution: 'Default' // by all five parts of a connection; the servers keep no sessions
          idleTimeoutInMinutes: 4
          enableTcpReset: true // a client learns at once that an idle connection is gone
          disableOutboundSnat: true // the way out is the NAT gateway
        }
      }
    ]
  }
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: balancer
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }] // health events: why a probe or the data path is down
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource ID of the load balancer.')
output id string = balancer.id

@description('Resource ID of its public address; empty for an internal balancer.')
output addressId string = public ? address.id : ''

@description('Host name of its public address, or its private address.')
output host string = public ? address!.properties.dnsSettings.fqdn : balancer.properties.frontendIPConfigurations[0].properties.privateIPAddress

@description('Back-end pool that the machines behind it join.')
output poolId string = '${balancer.id}/backendAddressPools/${pool}'
