// Parameters from the environment of azd: azd env set NAME VALUE. What is not set, or empty, has the default of main.bicep.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param environmentProfile = readEnvironmentVariable('AZURE_ENVIRONMENT_PROFILE', 'production') == 'small' ? 'small' : 'production'

var edge = readEnvironmentVariable('AZURE_EDGE', 'byProfile')
var replica = readEnvironmentVariable('AZURE_DATABASE_REPLICA', '')
var emails = readEnvironmentVariable('AZURE_ALERT_EMAILS', '')
var operators = readEnvironmentVariable('AZURE_OPERATOR_ADDRESSES', '')
var geoBackup = readEnvironmentVariable('AZURE_GEO_BACKUP', '')
var budget = readEnvironmentVariable('AZURE_MONTHLY_BUDGET', '')
var imageTag = readEnvironmentVariable('AZURE_WEB_IMAGE_TAG', '')

param options = {
  edge: edge == 'on' ? 'on' : edge == 'off' ? 'off' : 'byProfile'
  stagingOrigin: readEnvironmentVariable('AZURE_STAGING_ORIGIN', '')
  onlyFrontDoor: readEnvironmentVariable('AZURE_ONLY_FRONT_DOOR', '')
  dnsZone: readEnvironmentVariable('AZURE_DNS_ZONE', '')
  replica: replica == 'create' ? 'create' : replica == 'keep' ? 'keep' : null
  tiered: toLower(readEnvironmentVariable('AZURE_TIERED', '')) == 'true'
  chaos: toLower(readEnvironmentVariable('AZURE_CHAOS', '')) == 'true'
  monthlyBudget: int(empty(budget) ? '0' : budget)
  alertEmails: empty(emails) ? [] : split(emails, ',')
  operatorAddresses: empty(operators) ? [] : split(operators, ',')
  geoRedundantBackup: empty(geoBackup) ? null : toLower(geoBackup) == 'true'
  lockData: toLower(readEnvironmentVariable('AZURE_LOCK_DATA', '')) == 'true'
}

param databaseSignIn = readEnvironmentVariable('AZURE_DATABASE_SIGN_IN', 'password') == 'entra'
  ? {
      kind: 'entra'
      administratorName: readEnvironmentVariable('AZURE_DATABASE_ADMINISTRATOR_NAME', '')
      administratorId: readEnvironmentVariable('AZURE_DATABASE_ADMINISTRATOR_ID', '')
    }
  : { kind: 'password' }

param notificationWebhook = readEnvironmentVariable('AZURE_NOTIFICATION_WEBHOOK', '')
param notifies = !empty(readEnvironmentVariable('AZURE_NOTIFICATION_WEBHOOK', ''))
param sshPublicKey = readEnvironmentVariable('AZURE_WEB_SSH_PUBLIC_KEY', '')

// Hooks set these: the first by the content of the image, the next two by what Azure says is there. The last comes from the first deployment.
param webImageTag = empty(imageTag) ? 'none' : imageTag
param deployedBefore = toLower(readEnvironmentVariable('AZURE_DEPLOYED_BEFORE', '')) == 'true'
param alertsWired = toLower(readEnvironmentVariable('AZURE_ALERTS_WIRED', '')) == 'true'
param budgetStart = readEnvironmentVariable('AZURE_BUDGET_START', '')
