// The secrets of the stack. The passwords of the database are made in Azure and kept here; web servers read the one of their account.
import { Placement } from 'types.bicep'

@description('Name of the vault.')
param name string

@description('Region and tags.')
param placement Placement

@description('Whether a deleted vault can be purged only after its retention.')
param purgeProtection bool

@description('Workspace for its audit log.')
param workspaceId string

@description('Subnet of the private endpoints.')
param endpointsSubnetId string

@description('Private DNS zone of Key Vault.')
param zoneId string

@description('Password of the administrator of a new database, with which the web servers make their account.')
@secure()
param databasePassword string

@description('Whether that password is new and has to be written.')
param newPassword bool

@description('Password for the account of the web servers; written only where there is none yet.')
@secure()
param webPassword string

@description('Whether people sign in to the site. Then the web servers share a secret, with which they encrypt the keys of sessions.')
param signIn bool

@description('That secret; written only where there is none yet.')
@secure()
param newSignInSecret string = newGuid()

@description('Secrets for notices, by name: address and key of their receiver, and the further ones.')
@secure()
param noticeSecrets { *: string }

@description('Names of those secrets.')
param noticeSecretNames string[]

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // A later deployment reads the password here, so that it need not make a new one.
    enabledForTemplateDeployment: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    enablePurgeProtection: purgeProtection ? true : null // false is refused
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices' // Resource Manager, for the line above
    }
  }

  resource password 'secrets' = if (newPassword) {
    name: 'database-password'
    tags: placement.tags
    properties: { value: databasePassword, contentType: 'password of the database administrator until the web servers have their account' }
  }

  @onlyIfNotExists()
  resource webAccount 'secrets' = {
    name: 'database-web-password'
    tags: placement.tags
    properties: { value: webPassword, contentType: 'password of the account of the web servers in the database' }
  }

  @onlyIfNotExists()
  resource signInKeys 'secrets' = if (signIn) {
    name: 'sign-in-keys'
    tags: placement.tags
    properties: { value: newSignInSecret, contentType: 'secret of the web servers, with which they encrypt the keys of sessions' }
  }

  resource ofNotices 'secrets' = [
    for secret in noticeSecretNames: {
      name: secret
      tags: placement.tags
      properties: { value: noticeSecrets[secret], contentType: 'for the receiver of notices' }
    }
  ]
}

module endpoint 'private-endpoint.bicep' = {
  params: {
    name: 'pe-${name}'
    placement: placement
    targetId: vault.id
    part: 'vault'
    subnetId: endpointsSubnetId
    zoneId: zoneId
  }
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Address of the secrets. The name of one follows; without a version readers get the newest.')
output secretsUri string = '${vault.properties.vaultUri}secrets/'
