// Option: a copy of the database that can be read, for reports and for data of other environments. It follows the primary a little behind and
// never takes over.
//
// Azure refuses to "create" a replica that is there already, so a template with one cannot be deployed twice. Hence two values of the option:
// "create" for the one deployment that makes it, "keep" afterwards.
import { Placement } from 'types.bicep'

@description('Name of the replica.')
param name string

@description('Region and tags.')
param placement Placement

@description('Resource ID of the server that it copies.')
param sourceId string

@description('Compute size; that of the source or larger, or it falls behind.')
param size string

@description('Tier; Burstable has no replicas.')
param tier 'GeneralPurpose' | 'MemoryOptimized'

@description('Delegated subnet.')
param subnetId string

@description('Private DNS zone.')
param zoneId string

@description('Whether to make it. False: it is there already.')
param create bool

@description('Workspace for its logs.')
param workspaceId string

resource made 'Microsoft.DBforMySQL/flexibleServers@2024-12-30' = if (create) {
  name: name
  location: placement.location
  tags: placement.tags
  sku: { name: size, tier: tier }
  properties: {
    createMode: 'Replica'
    sourceServerResourceId: sourceId
    network: { delegatedSubnetResourceId: subnetId, privateDnsZoneResourceId: zoneId, publicNetworkAccess: 'Disabled' }
  }
}

resource replica 'Microsoft.DBforMySQL/flexibleServers@2024-12-30' existing = {
  name: name
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: replica
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
  dependsOn: [made]
}

@description('Resource ID of the replica.')
output id string = replica.id
