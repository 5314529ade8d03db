// Option: what the automation may do with evidence: keep it in the one container and read it again. What else is in the account is no business of it.
import { Names } from 'names.bicep'

@description('Name of every resource.')
param names Names

var roles = loadJsonContent('roles.json')

// Made by identities.bicep.
resource automation 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.automationIdentity
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: names.dataStorage

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: 'evidence'
    }
  }
}

// No built-in role writes without leave to delete; versions and soft delete of the account keep what was deleted for a fortnight.
resource automationKeepsEvidence 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(dataStorage::blobs::container.id, automation.id, roles.storageBlobDataContributor)
  scope: dataStorage::blobs::container
  properties: {
    principalId: automation.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}
