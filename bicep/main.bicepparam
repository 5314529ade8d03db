// Parameters from the environment of azd: azd env set NAME VALUE. What is not set has the default of main.bicep.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param environmentProfile = readEnvironmentVariable('AZURE_ENVIRONMENT_PROFILE', 'production') == 'small' ? 'small' : 'production'

var edge = readEnvironmentVariable('AZURE_EDGE', 'byProfile')
var replica = readEnvironmentVariable('AZURE_DATABASE_REPLICA', '')
var emails = readEnvironmentVariable('AZURE_ALERT_EMAILS', '')
var operators = readEnvironmentVariable('AZURE_OPERATOR_ADDRESSES', '')
var geoBackup = readEnvironmentVariable('AZURE_GEO_BACKUP', '')

param options = {
  edge: edge == 'on' ? 'on' : edge == 'off' ? 'off' : 'byProfile'
  stagingOrigin: readEnvironmentVariable('AZURE_STAGING_ORIGIN', '')
  onlyFrontDoor: readEnvironmentVariable('AZURE_ONLY_FRONT_DOOR', '')
  dnsZone: readEnvironmentVariable('AZURE_DNS_ZONE', '')
  replica: replica == 'create' ? 'create' : replica == 'keep' ? 'keep' : null
  tiered: bool(readEnvironmentVariable('AZURE_TIERED', 'false'))
  chaos: bool(readEnvironmentVariable('AZURE_CHAOS', 'false'))
  monthlyBudget: int(readEnvironmentVariable('AZURE_MONTHLY_BUDGET', '0'))
  alertEmails: empty(emails) ? [] : split(emails, ',')
  operatorAddresses: empty(operators) ? [] : split(operators, ',')
  geoRedundantBackup: empty(geoBackup) ? null : bool(geoBackup)
  lockData: bool(readEnvironmentVariable('AZURE_LOCK_DATA', 'false'))
}

param databaseSignIn = readEnvironmentVariable('AZURE_DATABASE_SIGN_IN', 'password') == 'entra'
  ? {
      kind: 'entra'
      administratorName: readEnvironmentVariable('AZURE_DATABASE_ADMINISTRATOR_NAME', '')
      administratorId: readEnvironmentVariable('AZURE_DATABASE_ADMINISTRATOR_ID', '')
    }
  : { kind: 'password' }

param notificationWebhook = readEnvironmentVariable('AZURE_NOTIFICATION_WEBHOOK', '')
param sshPublicKey = readEnvironmentVariable('AZURE_WEB_SSH_PUBLIC_KEY', '')

// Hooks set these: the first by the content of the image, the next two by what Azure says is there. The last comes from the first deployment.
param webImageTag = readEnvironmentVariable('AZURE_WEB_IMAGE_TAG', 'none')
param deployedBefore = bool(readEnvironmentVariable('AZURE_DEPLOYED_BEFORE', 'false'))
param alertsWired = bool(readEnvironmentVariable('AZURE_ALERTS_WIRED', 'false'))
param budgetStart = readEnvironmentVariable('AZURE_BUDGET_START', '')
