// A storage account over three zones, reachable from the virtual network only, without keys.
import { Placement } from 'types.bicep'

@description('Name of the account.')
param name string

@description('Region and tags.')
param placement Placement

@description('Parts that get a private endpoint.')
param parts ('blob' | 'queue' | 'table')[]

@description('Private DNS zone of each part.')
param zoneIds { *: string }

@description('Containers to create.')
param containers string[]

@description('Whether earlier versions of an object are kept. Not for the Function App, which rewrites its state all the time.')
param keepVersions bool

@description('Subnet of the private endpoints.')
param endpointsSubnetId string

@description('Whether the account is locked against deletion.')
param locked bool

@description('Workspace for its logs.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Disabled'
    supportsHttpsTrafficOnly: true
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true }
        file: { enabled: true }
        queue: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
      }
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 14 }
      containerDeleteRetentionPolicy: { enabled: true, days: 14 }
      isVersioningEnabled: keepVersions
      changeFeed: { enabled: keepVersions }
    }

    resource container 'containers' = [
      for container in containers: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]
  }
}

// Evidence outlives the incidents that are shown, and not by much: it may name people in the last requests of an instance.
var oldEvidence = {
  name: 'old-evidence'
  enabled: true
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['evidence/'] }
    actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: 90 } } }
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = if (keepVersions) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: concat(contains(containers, 'evidence') ? [oldEvidence] : [], [
        {
          name: 'old-versions'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            // Else every version would be paid for until the end of time.
            actions: { version: { delete: { daysAfterCreationGreaterThan: 90 } } }
          }
        }
      ])
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: account
  properties: { level: 'CanNotDelete', notes: 'Holds the objects of the stack. Remove the lock before "azd down".' }
}

module endpoint 'private-endpoint.bicep' = [
  for part in parts: {
    params: {
      name: 'pe-${name}-${part}'
      placement: placement
      targetId: account.id
      part: part
      subnetId: endpointsSubnetId
      zoneId: zoneIds[part]
    }
  }
]

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    // Reads would be most of the bill and say little: the account is private, and who wrote or deleted is what matters.
    logs: [{ category: 'StorageWrite', enabled: true }, { category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

@description('Resource ID of the account.')
output id string = account.id
