// Option: a cache in front of the database, from which reads go on while the database is away. It keeps nothing that is not in the database, so it is
// neither saved nor watched: the web servers work without it.
import { Placement } from 'types.bicep'

@description('Name of the cache.')
param name string

@description('Region and tags.')
param placement Placement

@description('Object ID of the identity of the web servers, which alone may use it.')
param webPrincipalId string

@description('Subnet of the private endpoints.')
param endpointsSubnetId string

@description('Workspace for its metrics.')
param workspaceId string

// Two nodes; where the region has zones, the platform puts them into different ones.
resource cache 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  sku: { name: 'Balanced_B0' }
  properties: {
    highAvailability: 'Enabled'
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
  }

  resource database 'databases' = {
    name: 'default'
    properties: {
      accessKeysAuthentication: 'Disabled'
      clientProtocol: 'Encrypted'
      clusteringPolicy: 'EnterpriseCluster' // one address, whatever is behind it
      evictionPolicy: 'AllKeysLRU'
      port: 10000
    }

    resource webMayUse 'accessPolicyAssignments' = {
      name: 'web'
      properties: { accessPolicyName: 'default', user: { objectId: webPrincipalId } }
    }
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.redis.azure.net'
  location: 'global'
  tags: placement.tags

  resource link 'virtualNetworkLinks' = {
    name: name
    location: 'global'
    tags: placement.tags
    properties: { virtualNetwork: { id: split(endpointsSubnetId, '/subnets/')[0] }, registrationEnabled: false }
  }
}

module endpoint 'private-endpoint.bicep' = {
  params: {
    name: 'pe-${name}'
    placement: placement
    targetId: cache.id
    part: 'redisEnterprise'
    subnetId: endpointsSubnetId
    zoneId: zone.id
  }
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: cache
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Host name and port of the cache.')
output address string = '${cache.properties.hostName}:${cache::database.properties.port}'
