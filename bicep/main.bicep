// The whole stack: a resource group and everything in it. Every name is made here and passed down.
targetScope = 'subscription'

import { knownSettings, possibleWith } from 'checks.bicep'
import { labelOf, namesOf } from 'names.bicep'
import { Options, SignIn } from 'options.bicep'
import { production, small } from 'profiles.bicep'

@description('Name of the environment, for example "dev": whatever azd allows. Every name of the stack has it, or a short form of it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of every resource. It needs three availability zones.')
param location string

@description('"production" spans the zones and puts Front Door in front; "small" is in one zone and has no standby.')
param environmentProfile 'production' | 'small' = 'small'

@description('What is switched on beyond the profile.')
param options Options = {}

@description('How the web servers sign in to the database.')
param databaseSignIn SignIn = { kind: 'password' }

@description('Tag of the web image. The hook that builds the image makes it from what is in the image.')
param webImageTag string

@description('Public SSH key of the web servers. By default one to which nobody can have the private half; nothing lets SSH through anyway.')
param sshPublicKey string = ''

@description('Settings of the automation that differ from automation-settings.bicep, for example { Modes__Replace: \'Approve\' }.')
param automationSettings { *: string } = {}

@description('Secrets for notices, by name: notification-webhook is their address, notification-key a key, notification-more the further receivers. Kept in Key Vault.')
@secure()
param noticeSecrets { *: string } = {}

@description('Names of those secrets. Told apart from them, because what-if foresees nothing that hangs on a secret.')
param noticeSecretNames string[] = []

@description('True once a deployment of this environment has succeeded. Then the number of web servers and the password stay as they are.')
param deployedBefore bool = false

@description('True once the web servers have made an account of their own in the database. Then its administrator has a password that none of them can read.')
param databaseAccountMade bool = false

@description('Password for a new database server; not used once deployedBefore is true.')
@secure()
param newDatabasePassword string = newGuid()

@description('Password for the account of the web servers in the database; used only where the vault holds none yet.')
@secure()
param newWebPassword string = newGuid()

@description('First month of the budget, as yyyy-MM-01. Azure refuses to change it, so later deployments give what the first one chose.')
param budgetStart string = ''

@description('Month of this deployment. Not meant to be given.')
param thisMonth string = utcNow('yyyy-MM-01')

var profile = possibleWith(options, environmentProfile == 'production' ? production : small)
var edgeChoice = options.?edge ?? 'byProfile'
var edgeOn = edgeChoice == 'byProfile' ? profile.edge : edgeChoice == 'on'
var onlyFromFrontDoor = edgeOn || !empty(options.?onlyFrontDoor)
var scheme = edgeOn ? 'https' : 'http'
// Variables are worked out before anything is created, and so are the checks in them.
var chosenSettings = knownSettings(automationSettings)
var firstMonth = empty(budgetStart) ? thisMonth : budgetStart

var label = labelOf(environmentName)
var token = uniqueString(subscription().id, label, location)
var groupName = 'rg-steadfast-${label}'
var names = namesOf(label, token)
var placement = {
  location: location
  tags: { 'azd-env-name': environmentName, 'steadfast-profile': environmentProfile }
}
var webPort = 8080
var databaseUser = 'steadfast'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: groupName
  location: location
  // The ending of all names too: what outlives the group, the three custom roles, is found by it.
  tags: union(placement.tags, { 'steadfast-suffix': names.suffix })
}

// Only looked at when it is there already.
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  scope: group
  name: names.vault
}

module base 'base.bicep' = {
  scope: group
  params: {
    placement: placement
    names: names
    profile: profile
    options: options
    onlyFromFrontDoor: onlyFromFrontDoor
    signIn: databaseSignIn
    webPort: webPort
    databaseUser: databaseUser
    // The hook "database-account" has put the last one there.
    databasePassword: !deployedBefore
      ? newDatabasePassword
      : databaseAccountMade ? vault.getSecret('database-administrator-password') : vault.getSecret('database-password')
    databaseAccountMade: databaseAccountMade
    webPassword: newWebPassword
    deployedBefore: deployedBefore
    noticeSecrets: noticeSecrets
    noticeSecretNames: noticeSecretNames
  }
}

module polling 'polling.bicep' = {
  params: {
    suffix: names.suffix
    #disable-next-line what-if-short-circuiting // the one grant that what-if shows as an expression; polling.bicep says why
    principalId: base.outputs.base.automation.principalId
  }
}

module stack 'stack.bicep' = {
  scope: group
  params: {
    placement: placement
    names: names
    profile: profile
    options: options
    base: base.outputs.base
    edgeOn: edgeOn
    signIn: databaseSignIn
    webPort: webPort
    databaseUser: databaseUser
    webImageTag: webImageTag
    sshPublicKey: sshPublicKey
    automationSettings: chosenSettings
    noticeSecretNames: noticeSecretNames
    deployedBefore: deployedBefore
    budgetStart: firstMonth
  }
}

// azd makes environment variables of these; main.bicepparam reads some of them back on the next deployment.

@description('Resource group of the stack.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Profile. The hook before the next deployment refuses another one that nobody has confirmed.')
output AZURE_DEPLOYED_PROFILE string = environmentProfile

@description('Container registry.')
output AZURE_CONTAINER_REGISTRY_NAME string = names.registry

@description('Host name of the container registry.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = base.outputs.base.registryHost

@description('Function App.')
output AZURE_FUNCTION_APP_NAME string = names.functionApp

@description('Address of the Function App.')
output AZURE_FUNCTION_URL string = stack.outputs.functionUrl

@description('Scale set of the web servers.')
output AZURE_SCALE_SET_NAME string = names.scaleSet

@description('Action group of the automation; every alert goes to it.')
output AZURE_ACTION_GROUP_NAME string = names.actionGroup

@description('Address of the site.')
output AZURE_WEB_URL string = '${scheme}://${empty(options.?dnsZone) ? stack.outputs.host : 'www.${options.?dnsZone}'}'

@description('Address of the site by a name that Azure itself gives, which works before any zone of ours does.')
output AZURE_WEB_DIRECT_URL string = '${scheme}://${stack.outputs.host}'

@description('Name servers of the DNS zone, for whoever runs the parent zone. Until they are entered there nobody finds the names.')
output AZURE_DNS_NAME_SERVERS string[] = stack.outputs.nameServers

@description('Key Vault.')
output AZURE_KEY_VAULT_NAME string = names.vault

@description('Database server.')
output AZURE_DATABASE_NAME string = names.database

@description('First month of the budget.')
output AZURE_BUDGET_START string = firstMonth

@description('What whoever deployed should know about this choice of parameters.')
output AZURE_WARNINGS string[] = concat(
  edgeOn ? [] : ['The site answers plain HTTP: without Front Door nothing holds a certificate. Set AZURE_EDGE to "on" for more than a trial.'],
  profile.databaseStandby ? [] : ['The database has no standby; the automation cannot fail it over, only tell.'],
  empty(options.?alertEmails) ? ['Nobody gets a mail of an alert that needs a person. Set AZURE_ALERT_EMAILS.'] : []
)
