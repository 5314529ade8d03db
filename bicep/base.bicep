// What a stack stands on: network, logs, identities and their grants, and everything that keeps something.
import { Names } from 'names.bicep'
import { Options, SignIn } from 'options.bicep'
import { Base, Placement, Profile } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Name of every resource.')
param names Names

@description('What the environment profile decides.')
param profile Profile

@description('What is switched on beyond the profile.')
param options Options

@description('Whether only Front Door may come in from outside.')
param onlyFromFrontDoor bool

@description('How the web servers sign in to the database.')
param signIn SignIn

@description('Port of the web container.')
param webPort int

@description('Name of the administrator of the database.')
param databaseUser string

@description('Password of that administrator.')
@secure()
param databasePassword string

@description('Whether the web servers have an account of their own in the database.')
param databaseAccountMade bool

@description('Password for that account; used only where the vault holds none yet.')
@secure()
param webPassword string

@description('Whether a deployment of this environment has succeeded before.')
param deployedBefore bool

@description('Secrets for notices, by name: address and key of their receiver, and the further ones.')
@secure()
param noticeSecrets { *: string }

@description('Names of those secrets.')
param noticeSecretNames string[]

var suffix = names.suffix

module monitoring 'monitoring.bicep' = {
  params: { placement: placement, suffix: suffix, insightsName: names.insights, logDays: profile.logDays, logQuotaGB: profile.logQuotaGB }
}

module identities 'identities.bicep' = {
  params: { placement: placement, names: names, withExperiment: options.?chaos ?? false }
}

module network 'network.bicep' = {
  params: { placement: placement, suffix: suffix, natSku: profile.natSku, onlyFromFrontDoor: onlyFromFrontDoor, options: options, webPort: webPort }
}

module zones 'private-dns.bicep' = {
  params: { tags: placement.tags, networkId: network.outputs.id, suffix: suffix }
}

module registry 'registry.bicep' = {
  params: {
    name: names.registry
    placement: placement
    sku: profile.registrySku
    workspaceId: monitoring.outputs.workspaceId
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneId: zones.outputs.registry
  }
}

module vault 'vault.bicep' = {
  params: {
    name: names.vault
    placement: placement
    purgeProtection: profile.purgeProtection
    workspaceId: monitoring.outputs.workspaceId
    endpointsSubnetId: network.outputs.endpointsSubnetId
    zoneId: zones.outputs.vault
    databasePassword: databasePassword
    newPassword: !deployedBefore // one that is kept must not be written again, which would make another version of it
    webPassword: webPassword
    signIn: !empty(options.?signIn)
    noticeSecrets: noticeSecrets
    noticeSecretNames: noticeSecretNames
  }
}

module automationStorage 'storage.bicep' = {
  params: {
    name: names.automationStorage
    placement: placement
    parts: ['blob', 'queue', 'table']
    zoneIds: { blob: zones.outputs.blob, queue: zones.outputs.queue, table: zones.outputs.table }
    containers: ['code']
    keepVersions: false
    locked: false
    endpointsSubnetId: network.outputs.endpointsSubnetId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module dataStorage 'storage.bicep' = {
  params: {
    name: names.dataStorage
    placement: placement
    parts: ['blob']
    zoneIds: { blob: zones.outputs.blob }
    containers: concat(['objects'], (options.?files ?? false) ? ['files'] : [], (options.?evidence ?? false) ? ['evidence'] : [])
    keepVersions: true
    locked: options.?lockData ?? false
    endpointsSubnetId: network.outputs.endpointsSubnetId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module grown 'database-size.bicep' = if (deployedBefore) {
  params: { name: names.database }
}

module database 'database.bicep' = {
  params: {
    name: names.database
    placement: placement
    size: profile.databaseSize
    tier: profile.databaseTier
    standby: profile.databaseStandby
    storageGB: grown.?outputs.storageGB ?? profile.databaseStorageGB // it has grown by itself, and cannot shrink
    backupDays: profile.backupDays
    geoRedundantBackup: options.?geoRedundantBackup ?? profile.geoRedundantBackup
    subnetId: network.outputs.databaseSubnetId
    zoneId: zones.outputs.database
    workspaceId: monitoring.outputs.workspaceId
    administrator: databaseUser
    password: databasePassword
    signIn: signIn
    locked: options.?lockData ?? false
  }
}

module databaseReplica 'replica.bicep' = if (!empty(options.?replica)) {
  params: {
    name: '${names.database}-replica'
    placement: placement
    sourceId: database.outputs.id
    size: profile.databaseSize
    tier: profile.databaseTier == 'MemoryOptimized' ? 'MemoryOptimized' : 'GeneralPurpose'
    subnetId: network.outputs.databaseSubnetId
    zoneId: zones.outputs.database
    create: options.?replica == 'create'
    workspaceId: monitoring.outputs.workspaceId
  }
}

module access 'access.bicep' = {
  params: {
    names: names
    options: options
    passwords: signIn.kind == 'password'
    databaseAccountMade: databaseAccountMade
    noticeSecretNames: noticeSecretNames
  }
  dependsOn: [identities, automationStorage, dataStorage, registry, vault, monitoring] // they are looked up by name, and must be there
}

@description('What the rest of the stack needs to know.')
output base Base = {
  automation: identities.outputs.automation
  web: identities.outputs.web
  chaos: identities.outputs.chaos
  workspaceId: monitoring.outputs.workspaceId
  connectionString: monitoring.outputs.connectionString
  collectionRuleId: monitoring.outputs.collectionRuleId
  webSubnetId: network.outputs.webSubnetId
  frontSubnetId: network.outputs.frontSubnetId
  functionsSubnetId: network.outputs.functionsSubnetId
  natGatewayId: network.outputs.natGatewayId
  registryHost: registry.outputs.loginServer
  databaseId: database.outputs.id
  databaseHost: database.outputs.hostName
  databaseSchema: database.outputs.schemaName
  replicaId: databaseReplica.?outputs.id ?? ''
  secretsUri: vault.outputs.secretsUri
  endpointsSubnetId: network.outputs.endpointsSubnetId
}
