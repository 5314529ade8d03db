// What the web servers may do, and the automation may not: pull their image, keep the files of notes, send telemetry. The secrets that they read
// are in access.bicep.
import { Names } from 'names.bicep'

@description('Name of every resource.')
param names Names

@description('Whether notes may have files.')
param files bool

var roles = loadJsonContent('roles.json')

// Made by identities.bicep.
resource web 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.webIdentity
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: names.dataStorage

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: 'files'
    }
  }
}

// On the container of files alone: what else is in the account is no business of the web servers.
resource webKeepsFiles 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (files) {
  name: guid(dataStorage::blobs::container.id, web.id, roles.storageBlobDataContributor)
  scope: dataStorage::blobs::container
  properties: {
    principalId: web.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource webSendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, web.id, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: web.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: names.registry
}

resource webPullsImage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, web.id, roles.acrPull)
  scope: registry
  properties: {
    principalId: web.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}
