// Names of all resources.

@export()
@description('Name of every resource. They are computed here and nowhere else: a name that comes out of a module blinds what-if.')
type Names = {
  @description('Container registry.')
  registry: string

  @description('Scale set of the web servers.')
  scaleSet: string

  @description('Public load balancer.')
  loadBalancer: string

  @description('Domain label of the public address of the load balancer.')
  domainLabel: string

  @description('Database server.')
  database: string

  @description('Storage account of the Function App itself.')
  automationStorage: string

  @description('Storage account for objects.')
  dataStorage: string

  @description('Function App.')
  functionApp: string

  @description('Key Vault.')
  vault: string

  @description('Application Insights.')
  insights: string

  @description('Cache.')
  cache: string

  @description('Identity of the Function App.')
  automationIdentity: string

  @description('Identity of the web servers.')
  webIdentity: string

  @description('Identity of the chaos experiment.')
  chaosIdentity: string

  @description('Action group of the automation; every alert goes to it.')
  actionGroup: string

  @description('Action group of the mail addresses that a deployment names.')
  mailGroup: string

  @description('Action group that people give receivers to.')
  peopleGroup: string

  @description('Front Door endpoint of the stack; the one of staging has "-staging" at its end.')
  edgeEndpoint: string

  @description('Ending of the names that need not be known outside.')
  suffix: string
}

@export()
@description('The names in an environment.')
func namesOf(label string, token string) Names => {
  registry: 'acr${token}'
  scaleSet: 'vmss-web-${label}'
  loadBalancer: 'lb-${label}'
  domainLabel: 'steadfast-${label}-${take(token, 6)}'
  database: 'mysql-${label}-${take(token, 6)}'
  automationStorage: 'stauto${token}'
  dataStorage: 'stdata${token}'
  functionApp: 'func-${label}-${take(token, 6)}'
  vault: 'kv-${token}'
  cache: 'redis-${label}-${take(token, 6)}'
  insights: 'appi-${label}-${take(token, 6)}'
  automationIdentity: 'id-automation-${label}-${take(token, 6)}'
  webIdentity: 'id-web-${label}-${take(token, 6)}'
  chaosIdentity: 'id-chaos-${label}-${take(token, 6)}'
  actionGroup: 'ag-${label}'
  mailGroup: 'ag-mail-${label}'
  peopleGroup: 'ag-people-${label}'
  edgeEndpoint: '${label}-${take(token, 6)}'
  suffix: '${label}-${take(token, 6)}'
}

func hyphenated(name string) string => toLower(replace(replace(replace(replace(name, '.', '-'), '_', '-'), '(', '-'), ')', '-'))

func isPlain(name string) bool => hyphenated(name) == name && length(name) <= 20 && !startsWith(name, '-') && !endsWith(name, '-')

// Names of Azure have letters, digits and hyphens, and not many of them. A name that is no such name, or too long, gets six characters that
// tell it from all others that would look the same.
@export()
@description('What the names in an environment have in common: its own name, or a short form of it.')
func labelOf(name string) string =>
  isPlain(name) ? name : '${startsWith(hyphenated(name), '-') ? 'e' : ''}${take(hyphenated(name), 12)}-${take(uniqueString(name), 6)}'
