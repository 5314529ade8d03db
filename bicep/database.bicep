// The database: MySQL 8.4 with a standby in another zone, reachable from the virtual network only.
import { Placement } from 'types.bicep'
import { SignIn } from 'options.bicep'

@description('Name of the server.')
param name string

@description('Region and tags.')
param placement Placement

@description('Compute size.')
param size string

@description('Tier.')
param tier 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'

@description('Whether there is a standby in another zone. Only a new server can get one.')
param standby bool

@description('Size of the storage in GB. It grows by itself; a later deployment must give what it finds.')
param storageGB int

@description('How many days back it can be restored.')
param backupDays int

@description('Whether backups are copied to the paired region. Only a new server can get that.')
param geoRedundantBackup bool

@description('Delegated subnet.')
param subnetId string

@description('Private DNS zone, linked to the network already.')
param zoneId string

@description('Workspace for its logs.')
param workspaceId string

@description('Name of the administrator with a password.')
param administrator string

@description('Password of that administrator.')
@secure()
param password string

@description('How the web servers sign in.')
param signIn SignIn

@description('Whether the server is locked against deletion.')
param locked bool

resource server 'Microsoft.DBforMySQL/flexibleServers@2024-12-30' = {
  name: name
  location: placement.location
  tags: placement.tags
  sku: { name: size, tier: tier }
  identity: signIn.kind == 'entra' ? { type: 'UserAssigned', userAssignedIdentities: { '${directoryReader.id}': {} } } : null
  properties: {
    // 8.0 is out of standard support; 9 has neither a standby nor backups.
    version: '8.4'
    createMode: 'Default'
    administratorLogin: administrator
    administratorLoginPassword: password
    // No zones here: Azure chooses two different ones. After a failover they have changed places, and a template that named them would put
    // the primary back on the next deployment. No maintenance window either: the service refuses one at creation.
    highAvailability: { mode: standby ? 'ZoneRedundant' : 'Disabled' }
    storage: {
      storageSizeGB: storageGB
      autoGrow: 'Enabled' // a server with a standby has it anyway
      autoIoScaling: tier == 'Burstable' ? 'Disabled' : 'Enabled'
      logOnDisk: 'Disabled'
    }
    backup: {
      backupRetentionDays: backupDays
      geoRedundantBackup: geoRedundantBackup ? 'Enabled' : 'Disabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneResourceId: zoneId
      publicNetworkAccess: 'Disabled'
    }
  }
}

// The service does one thing at a time and answers "busy" to a second: directory administrator, then parameters, then the schema.
resource directoryReader 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (signIn.kind == 'entra') {
  name: 'id-${name}'
  location: placement.location
  tags: placement.tags
}

resource directoryAdministrator 'Microsoft.DBforMySQL/flexibleServers/administrators@2024-12-30' = if (signIn.kind == 'entra') {
  parent: server
  name: 'ActiveDirectory'
  properties: {
    administratorType: 'ActiveDirectory'
    login: signIn.kind == 'entra' ? signIn.administratorName : ''
    sid: signIn.kind == 'entra' ? signIn.administratorId : ''
    tenantId: tenant().tenantId
    identityResourceId: directoryReader.id
  }
}

var parameters = {
  require_secure_transport: 'ON' // and MySQL 8.4 knows no TLS before 1.2
  slow_query_log: 'ON'
  audit_log_enabled: 'ON'
  audit_log_events: 'CONNECTION,ADMIN'
  // Each web server looks once a second over a new connection: two rows each time, 170,000 a day, that nobody would read. The first name is Azure's own.
  audit_log_exclude_users: 'azure_superuser,steadfast-web'
}

// With Entra ID nobody signs in with a password, the administrator neither.
var tokensOnly = { aad_auth_only: 'ON' }

@batchSize(1)
resource parameter 'Microsoft.DBforMySQL/flexibleServers/configurations@2024-12-30' = [
  for entry in items(signIn.kind == 'entra' ? union(parameters, tokensOnly) : parameters): {
    parent: server
    name: entry.key
    properties: { value: entry.value, source: 'user-override' }
    dependsOn: [directoryAdministrator]
  }
]

resource schema 'Microsoft.DBforMySQL/flexibleServers/databases@2024-12-30' = {
  parent: server
  name: 'steadfast'
  properties: { charset: 'utf8mb4', collation: 'utf8mb4_0900_ai_ci' }
  dependsOn: [parameter]
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: server
  properties: { level: 'CanNotDelete', notes: 'Holds the data of the stack. Remove the lock before "azd down".' }
  dependsOn: [schema]
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: server
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
  dependsOn: [schema]
}

@description('Resource ID of the server.')
output id string = server.id

@description('Host name of the server. It stays the same over failovers; the address behind it does not.')
output hostName string = server.properties.fullyQualifiedDomainName

@description('Name of the schema.')
output schemaName string = schema.name
