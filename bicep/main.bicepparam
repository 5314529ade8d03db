// Parameters from the environment of azd: azd env set NAME VALUE. What is not set, or empty, has the default of main.bicep. A value that means
// nothing is refused, and not taken for the default.
using 'main.bicep'

var flags = {
  AZURE_DATABASE_ACCOUNT_MADE: toLower(readEnvironmentVariable('AZURE_DATABASE_ACCOUNT_MADE', ''))
  AZURE_CACHE: toLower(readEnvironmentVariable('AZURE_CACHE', ''))
  AZURE_CHAOS: toLower(readEnvironmentVariable('AZURE_CHAOS', ''))
  AZURE_DEPLOYED_BEFORE: toLower(readEnvironmentVariable('AZURE_DEPLOYED_BEFORE', ''))
  AZURE_EVIDENCE: toLower(readEnvironmentVariable('AZURE_EVIDENCE', ''))
  AZURE_FILES: toLower(readEnvironmentVariable('AZURE_FILES', ''))
  AZURE_GEO_BACKUP: toLower(readEnvironmentVariable('AZURE_GEO_BACKUP', ''))
  AZURE_LOCK_DATA: toLower(readEnvironmentVariable('AZURE_LOCK_DATA', ''))
  AZURE_MOST_ARE_UNHEALTHY: toLower(readEnvironmentVariable('AZURE_MOST_ARE_UNHEALTHY', ''))
  AZURE_TIERED: toLower(readEnvironmentVariable('AZURE_TIERED', ''))
}
var wrongFlags = map(filter(items(flags), flag => !contains(['', 'false', 'true'], flag.value)), flag => flag.key)
var administratorName = readEnvironmentVariable('AZURE_DATABASE_ADMINISTRATOR_NAME', '')
var administratorId = readEnvironmentVariable('AZURE_DATABASE_ADMINISTRATOR_ID', '')
var profile = toLower(trim(readEnvironmentVariable('AZURE_ENVIRONMENT_PROFILE', '')))
var edge = toLower(trim(readEnvironmentVariable('AZURE_EDGE', '')))
var replica = toLower(trim(readEnvironmentVariable('AZURE_DATABASE_REPLICA', '')))
var signIn = toLower(trim(readEnvironmentVariable('AZURE_DATABASE_SIGN_IN', '')))
var budget = trim(readEnvironmentVariable('AZURE_MONTHLY_BUDGET', ''))
// What is left of it without its digits.
var oddInBudget = reduce(range(0, 10), budget, (text, digit) => replace(text, string(digit), ''))
var emails = filter(split(readEnvironmentVariable('AZURE_ALERT_EMAILS', ''), ','), address => !empty(trim(address)))
var operators = filter(split(readEnvironmentVariable('AZURE_OPERATOR_ADDRESSES', ''), ','), range => !empty(trim(range)))
var settings = filter(split(readEnvironmentVariable('AZURE_AUTOMATION_SETTINGS', ''), ';'), pair => !empty(trim(pair)))
var siteClient = trim(readEnvironmentVariable('AZURE_SIGN_IN_CLIENT_ID', ''))
var siteAddress = trim(readEnvironmentVariable('AZURE_SIGN_IN_ADDRESS', ''))
var siteGroups = filter(split(readEnvironmentVariable('AZURE_SIGN_IN_GROUPS', ''), ','), group => !empty(trim(group)))
var imageTag = readEnvironmentVariable('AZURE_WEB_IMAGE_TAG', '')
var ofNotices = {
  'notification-webhook': readEnvironmentVariable('AZURE_NOTIFICATION_WEBHOOK', '')
  'notification-key': readEnvironmentVariable('AZURE_NOTIFICATION_KEY', '')
  'notification-more': readEnvironmentVariable('AZURE_NOTIFICATION_MORE', '')
}

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param environmentProfile = contains(['', 'small', 'production'], profile)
  ? (profile == 'production' ? 'production' : 'small')
  : fail('AZURE_ENVIRONMENT_PROFILE is \'${profile}\': set it to small or production.')

param options = {
  edge: contains(['', 'byprofile', 'on', 'off'], edge)
    ? (edge == 'on' ? 'on' : edge == 'off' ? 'off' : 'byProfile')
    : fail('AZURE_EDGE is \'${edge}\': set it to on or off, or to nothing for what the profile says.')
  stagingOrigin: readEnvironmentVariable('AZURE_STAGING_ORIGIN', '')
  onlyFrontDoor: readEnvironmentVariable('AZURE_ONLY_FRONT_DOOR', '')
  dnsZone: readEnvironmentVariable('AZURE_DNS_ZONE', '')
  replica: contains(['', 'create', 'keep'], replica)
    ? (replica == 'create' ? 'create' : replica == 'keep' ? 'keep' : null)
    : fail('AZURE_DATABASE_REPLICA is \'${replica}\': set it to create or keep.')
  tiered: empty(wrongFlags) ? flags.AZURE_TIERED == 'true' : fail('${wrongFlags[0]} is \'${flags[wrongFlags[0]]}\': set it to true or false.')
  cache: flags.AZURE_CACHE == 'true'
  evidence: flags.AZURE_EVIDENCE == 'true'
  files: flags.AZURE_FILES == 'true'
  signIn: empty(siteClient) != empty(siteAddress)
    ? fail('Sign-in needs two settings: set AZURE_SIGN_IN_CLIENT_ID and AZURE_SIGN_IN_ADDRESS, or neither.')
    : empty(siteClient) ? null : { clientId: siteClient, address: siteAddress, groups: map(siteGroups, group => trim(group)) }
  chaos: flags.AZURE_CHAOS == 'true'
  monthlyBudget: empty(oddInBudget) ? int(empty(budget) ? '0' : budget) : fail('AZURE_MONTHLY_BUDGET is \'${budget}\': set it to a whole number.')
  alertEmails: map(emails, address => trim(address))
  operatorAddresses: map(operators, range => trim(range))
  geoRedundantBackup: empty(flags.AZURE_GEO_BACKUP) ? null : flags.AZURE_GEO_BACKUP == 'true'
  maintenance: readEnvironmentVariable('AZURE_DATABASE_MAINTENANCE', '')
  mostAreUnhealthy: flags.AZURE_MOST_ARE_UNHEALTHY == 'true' // a hook sets it
  lockData: flags.AZURE_LOCK_DATA == 'true'
}

var entraIsWhole = !empty(administratorName) && !empty(administratorId)

param databaseSignIn = signIn == 'entra'
  ? (entraIsWhole
      ? { kind: 'entra', administratorName: administratorName, administratorId: administratorId }
      : fail('AZURE_DATABASE_SIGN_IN is entra: set AZURE_DATABASE_ADMINISTRATOR_NAME and AZURE_DATABASE_ADMINISTRATOR_ID too.'))
  : contains(['', 'password'], signIn) ? { kind: 'password' } : fail('AZURE_DATABASE_SIGN_IN is \'${signIn}\': set it to password or entra.')

// "Modes__Replace=Approve;Guard__FloorPercent=60": main.bicep looks at the names.
param automationSettings = toObject(
  settings,
  pair => trim(split(pair, '=')[0]),
  pair =>
    contains(pair, '=')
      ? trim(join(skip(split(pair, '='), 1), '='))
      : fail('AZURE_AUTOMATION_SETTINGS holds \'${pair}\': write NAME=VALUE;NAME=VALUE.')
)

param noticeSecrets = ofNotices
param noticeSecretNames = filter(objectKeys(ofNotices), name => !empty(ofNotices[name]))
param sshPublicKey = readEnvironmentVariable('AZURE_WEB_SSH_PUBLIC_KEY', '')

// Hooks set these: the first by the content of the image, the others by what Azure says is there.
param webImageTag = empty(imageTag) ? 'none' : imageTag
param deployedBefore = flags.AZURE_DEPLOYED_BEFORE == 'true'
param databaseAccountMade = flags.AZURE_DATABASE_ACCOUNT_MADE == 'true'
param budgetStart = readEnvironmentVariable('AZURE_BUDGET_START', '')
