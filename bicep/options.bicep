// What a deployment may choose.

@export()
@description('Sign-in with Entra ID in front of the site. Needs one step by hand, see docs/security.md.')
type SiteSignIn = {
  @description('Client ID of the application that was registered for the site.')
  clientId: string

  @description('Address by which people reach the site, for example https://staging.example.org.')
  address: string

  @description('Object IDs of the groups whose members may come in. Without any, everybody of the tenant may.')
  groups: string[]
}

@export()
@description('What is switched on beyond the profile. Everything is off when it is not given.')
type Options = {
  @description('Front Door with its firewall: as the profile says, or not. Default byProfile.')
  edge: ('byProfile' | 'on' | 'off')?

  @description('Host name of another stack that Front Door serves under the host name of staging. Needs the edge.')
  stagingOrigin: string?

  @description('ID of the Front Door of another stack that alone may reach this one, which then needs no edge of its own.')
  onlyFrontDoor: string?

  @description('Public DNS zone to create for the stack, for example steadfast.example.org. Its name servers go to whoever runs the parent zone.')
  dnsZone: string?

  @description('Read replica of the database: "create" in one deployment, "keep" in all later ones. See replica.bicep.')
  replica: ('create' | 'keep')?

  @description('Cache in front of the database: Azure Managed Redis, from which reads go on while the database is away.')
  cache: bool?

  @description('Files of notes: a container of the storage account for objects, which the web servers alone may use.')
  files: bool?

  @description('Evidence of instances in a container of its own, for 90 days, instead of with the history of the incident.')
  evidence: bool?

  @description('Sign-in in front of the site. Default: none, and the site is open.')
  signIn: SiteSignIn?

  @description('Puts a tier of reverse proxies with an internal load balancer behind it in front of the web servers. For a new stack: the balancers change places.')
  tiered: bool?

  @description('Chaos Studio experiment that takes the web servers of one zone away.')
  chaos: bool?

  @description('Monthly amount, in the currency of the subscription, from which a budget warns. Needs alertEmails.')
  monthlyBudget: int?

  @description('Who is told by mail of alerts that need a person.')
  alertEmails: string[]?

  @description('Address ranges from which operators reach the Function App. Without any, every address may knock; each function asks for its key.')
  operatorAddresses: string[]?

  @description('Second copy of the backups in the paired region; false for a region without a pair. Default: as the profile says.')
  geoRedundantBackup: bool?

  @description('When Azure may maintain the database, day and time in UTC, for example Sun 03:00. A hook sets it. Default: some hour of the night.')
  maintenance: string?

  @description('Whether most machines are unhealthy, as a hook has seen. Then a rollout goes on all the same, because it may be what heals them.')
  mostAreUnhealthy: bool?

  @description('Locks the database and the storage against deletion. "azd down" fails until the locks are removed.')
  lockData: bool?
}

@export()
@description('Sign-in of the web servers with a password that is kept in Key Vault.')
type PasswordSignIn = {
  @description('The kind.')
  kind: 'password'
}

@export()
@description('Sign-in of the web servers with their identity. Needs one step by hand, see docs/security.md.')
type EntraSignIn = {
  @description('The kind.')
  kind: 'entra'

  @description('Name of the user or group of Entra ID that administers the database.')
  administratorName: string

  @description('Object ID of that user or group.')
  administratorId: string
}

@export()
@description('How the web servers sign in to the database.')
@discriminator('kind')
type SignIn = PasswordSignIn | EntraSignIn
