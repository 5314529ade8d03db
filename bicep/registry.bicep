// The container registry with the web image. Nobody signs in with a password: web servers pull with their identity, a hook builds as the person who deploys.
import { Placement } from 'types.bicep'

@description('Name of the registry.')
param name string

@description('Region and tags.')
param placement Placement

@description('SKU. Premium is spread over zones and has a private endpoint.')
param sku 'Basic' | 'Premium'

@description('Workspace for its logs.')
param workspaceId string

@description('Subnet of the private endpoints.')
param endpointsSubnetId string

@description('Private DNS zone of the registry.')
param zoneId string

var premium = sku == 'Premium'

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  sku: { name: sku }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    // Open to sign-in from outside because the image is built by the registry's own machines, which have no fixed address. Web servers of a
    // Premium registry come by the private endpoint all the same.
    publicNetworkAccess: 'Enabled'
    networkRuleBypassOptions: 'AzureServices'
    zoneRedundancy: premium ? 'Enabled' : 'Disabled'
    policies: premium
      ? {
          retentionPolicy: { status: 'enabled', days: 30 } // only images without a tag
          azureADAuthenticationAsArmPolicy: { status: 'enabled' } // "az acr" signs in with a token of Resource Manager
        }
      : { azureADAuthenticationAsArmPolicy: { status: 'enabled' } }
  }
}

module endpoint 'private-endpoint.bicep' = if (premium) {
  params: {
    name: 'pe-${name}'
    placement: placement
    targetId: registry.id
    part: 'registry'
    subnetId: endpointsSubnetId
    zoneId: zoneId
  }
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: registry
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Host name of the registry.')
output loginServer string = registry.properties.loginServer
