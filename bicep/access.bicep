// Everything that the stack's identities may do. No grant is made anywhere else but in web-access.bicep, for what only the web servers do, in evidence-access.bicep, and in
// polling.bicep, for the one thing that lies outside of the resource group. A grant's name follows from its target, its holder and its role, so a
// second deployment finds it and changes nothing.
import { Names } from 'names.bicep'
import { Options } from 'options.bicep'

@description('Name of every resource.')
param names Names

@description('What is switched on beyond the profile.')
param options Options

@description('Whether the web servers sign in to the database with a password.')
param passwords bool

@description('Whether they have an account of their own there.')
param databaseAccountMade bool

@description('Names of the secrets for notices in the vault.')
param noticeSecretNames string[]

var chaos = options.?chaos ?? false
var suffix = names.suffix
var roles = loadJsonContent('roles.json')

// Secrets that are read, each with who reads it. That of the administrator only until the web servers have made their account with it.
var vaultReaders = union(
  passwords ? { 'database-web-password': 'web' } : {},
  passwords && !databaseAccountMade ? { 'database-password': 'web' } : {},
  empty(options.?signIn) ? {} : { 'sign-in-keys': 'web' },
  toObject(noticeSecretNames, name => name, name => 'automation')
)

// Made by identities.bicep. The name of a grant is made of the ID of its holder, not of the object ID that Entra ID gives it, so that what-if
// knows it beforehand and shows the grant.
resource automation 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.automationIdentity
}

resource web 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: names.webIdentity
}

resource experiment 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = if (chaos) {
  name: names.chaosIdentity
}

var holders = { automation: automation.id, web: web.id }
var principals = { automation: automation.properties.principalId, web: web.properties.principalId }

// What recovering takes, action by action; a test holds this list and the calls of functions/ to each other.
resource recovery 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'recovery')
  properties: {
    roleName: 'Steadfast recovery ${suffix}'
    description: 'Looks at a stack and repairs it: restart, reimage and replacement of web servers, failover of the database.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.Compute/virtualMachineScaleSets/read'
          'Microsoft.Compute/virtualMachineScaleSets/instanceView/read'
          'Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades/read'
          'Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read'
          'Microsoft.Compute/virtualMachineScaleSets/setOrchestrationServiceState/action'
          'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read'
          'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/instanceView/read'
          'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/retrieveBootDiagnosticsData/action'
          'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/restart/action'
          'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/reimage/action'
          'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/delete'
          'Microsoft.Compute/virtualMachineScaleSets/write' // the capacity; Azure has no finer action for it
          // Azure asks for these two whenever a scale set is written, its subnet and its pool, and for its identity: that is granted by itself below.
          'Microsoft.Network/virtualNetworks/subnets/join/action'
          'Microsoft.Network/loadBalancers/backendAddressPools/join/action'
          'Microsoft.Insights/metrics/read'
          'Microsoft.DBforMySQL/flexibleServers/read'
          'Microsoft.DBforMySQL/flexibleServers/maintenances/read'
          'Microsoft.DBforMySQL/flexibleServers/failover/action'
          'Microsoft.DBforMySQL/flexibleServers/restart/action'
        ]
      }
    ]
  }
}

resource automationMayRecover 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, automation.id, recovery.id)
  properties: {
    principalId: automation.properties.principalId
    principalType: 'ServicePrincipal' // else Azure looks the identity up, which fails while Entra ID has not spread it yet
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', recovery.name)
  }
}

// On the identity of the web servers alone: in the resource group it would cover that of the chaos experiment too, which may stop and start machines.
resource identityUse 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'identity use')
  properties: {
    roleName: 'Steadfast identity use ${suffix}'
    description: 'Gives machines an identity. Azure asks for this when a scale set that has the identity already is written.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'
        ]
      }
    ]
  }
}

resource automationMayUseWebIdentity 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(web.id, automation.id, identityUse.id)
  scope: web
  properties: {
    principalId: automation.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', identityUse.name)
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: names.automationStorage
}

resource automationKeepsState 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]: {
    name: guid(storage.id, automation.id, role)
    scope: storage
    properties: {
      principalId: automation.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: names.insights
}

resource automationSendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, automation.id, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: automation.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}

module evidenceAccess 'evidence-access.bicep' = if (options.?evidence ?? false) {
  params: { names: names }
}

module webAccess 'web-access.bicep' = {
  params: { names: names, files: options.?files ?? false }
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: names.vault
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = [
  for reader in items(vaultReaders): {
    parent: vault
    name: reader.key
  }
]

// Secret by secret: no identity reads one that it does not use.
resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (reader, index) in items(vaultReaders): {
    name: guid(secret[index].id, holders[reader.value], roles.keyVaultSecretsUser)
    scope: secret[index]
    properties: {
      principalId: principals[reader.value]
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    }
  }
]

resource chaosStopsMachines 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (chaos) {
  name: guid(resourceGroup().id, experiment.id, roles.virtualMachineContributor)
  properties: {
    principalId: experiment!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.virtualMachineContributor)
  }
}
