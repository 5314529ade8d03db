// The types that several files speak in.

@export()
@description('What the environment profile decides: everything that differs between a production stack and a small one.')
type Profile = {
  @description('Availability zones of the web servers.')
  zones: ('1' | '2' | '3')[]

  @description('Virtual machine size of a web server.')
  webSize: string

  @description('Fewest web servers; two at least, or the repair of one would be an outage.')
  @minValue(2)
  webMinimum: int

  @description('Most web servers.')
  webMaximum: int

  @description('Compute size of the database server.')
  databaseSize: string

  @description('Tier of the database server. Burstable has neither a standby nor read replicas.')
  databaseTier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'

  @description('Whether the database has a standby in another zone.')
  databaseStandby: bool

  @description('First size of the database storage in GB; it grows by itself.')
  databaseStorageGB: int

  @description('Connections from which the database is nearly full: most of what its size allows.')
  databaseConnections: int

  @description('How many days back the database can be restored.')
  @minValue(1)
  @maxValue(35)
  backupDays: int

  @description('Whether a second copy of the backups is kept in the paired region. Can be chosen only for a new server.')
  geoRedundantBackup: bool

  @description('SKU of the registry. Only Premium has zones and private endpoints.')
  registrySku: 'Basic' | 'Premium'

  @description('SKU of the NAT gateway of the web servers. StandardV2 spans the zones, Standard is in one of them.')
  natSku: 'Standard' | 'StandardV2'

  @description('Instances of the Function App that are always running, per group of functions. Two of each in different zones, or one.')
  automationInstances: int

  @description('Days for which logs are kept.')
  logDays: int

  @description('Most GB of logs in a day; -1 is no limit.')
  logQuotaGB: int

  @description('Whether Front Door with its firewall stands in front, unless the parameter edge says otherwise.')
  edge: bool

  @description('Whether a deleted vault can be purged only after its retention.')
  purgeProtection: bool
}

@export()
@description('Where a resource is placed and how it is marked: the same for all of a stack.')
type Placement = {
  @description('Region.')
  location: string

  @description('Tags of every resource.')
  tags: {
    @description('Value of one tag.')
    *: string
  }
}

@export()
@description('A user-assigned identity, as others need to know it.')
type Identity = {
  @description('Resource ID.')
  id: string

  @description('Object ID in Entra ID; grants go to it.')
  principalId: string

  @description('Application ID; an application asks for tokens with it.')
  clientId: string
}

@export()
@description('A host name behind Front Door.')
type Site = {
  @description('Host name of Front Door that it leads to.')
  target: string

  @description('Text by which Front Door sees that the name is ours; empty without names of our own.')
  proof: string
}

@export()
@description('What the base of a stack tells the rest of it.')
type Base = {
  @description('Identity of the Function App.')
  automation: Identity

  @description('Identity of the web servers.')
  web: Identity

  @description('Identity of the chaos experiment; everything empty without one.')
  chaos: Identity

  @description('Workspace of the logs.')
  workspaceId: string

  @description('Address of Application Insights.')
  connectionString: string

  @description('Data collection rule of the machines.')
  collectionRuleId: string

  @description('Subnet of the web servers.')
  webSubnetId: string

  @description('Subnet of the reverse proxies.')
  frontSubnetId: string

  @description('Subnet of the Function App.')
  functionsSubnetId: string

  @description('NAT gateway of the web servers.')
  natGatewayId: string

  @description('Host name of the registry.')
  registryHost: string

  @description('Resource ID of the database server.')
  databaseId: string

  @description('Host name of the database.')
  databaseHost: string

  @description('Name of the schema.')
  databaseSchema: string

  @description('Resource ID of the read replica; empty without one.')
  replicaId: string

  @description('Subnet of the private endpoints.')
  endpointsSubnetId: string

  @description('Address of the secrets in the vault; the name of one follows.')
  secretsUri: string
}

@export()
@description('A file of a machine.')
type MachineFile = {
  @description('Where it is.')
  path: string

  @description('Who may do what with it, for example 0644.')
  mode: string

  @description('What is in it.')
  text: string
}
