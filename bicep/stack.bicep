// What serves and what repairs: balancer, web servers, the Function App, and the alerts between them.
import { Names } from 'names.bicep'
import { Options, SignIn } from 'options.bicep'
import { signInSettings } from 'sign-in.bicep'
import { Base, Placement, Profile } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Name of every resource.')
param names Names

@description('What the environment profile decides.')
param profile Profile

@description('What is switched on beyond the profile.')
param options Options

@description('What the stack stands on.')
param base Base

@description('Whether Front Door stands in front.')
param edgeOn bool

@description('How the web servers sign in to the database.')
param signIn SignIn

@description('Port of the web container.')
param webPort int

@description('Name of the administrator of the database.')
param databaseUser string

@description('Tag of the web image.')
param webImageTag string

@description('Public SSH key of the machines; empty for one that nobody can use.')
param sshPublicKey string

@description('Settings of the automation that differ from the defaults.')
param automationSettings { *: string }

@description('Names of the secrets for notices in the vault.')
param noticeSecretNames string[]

@description('Whether a deployment of this environment has succeeded before.')
param deployedBefore bool

@description('First month of the budget.')
param budgetStart string

func secretIn(names string[], vault string, name string) string => contains(names, name) ? '@Microsoft.KeyVault(SecretUri=${vault}${name})' : ''
var dnsZone = options.?dnsZone ?? ''
var tiered = options.?tiered ?? false
var labels = !edgeOn ? [] : empty(options.?stagingOrigin) ? ['www'] : ['www', 'staging']

module publicBalancer 'loadbalancer.bicep' = {
  params: {
    name: tiered ? '${names.loadBalancer}-front' : names.loadBalancer
    placement: placement
    domainLabel: names.domainLabel
    subnetId: ''
    port: webPort
    frontPort: 80
    workspaceId: base.workspaceId
  }
}

module innerBalancer 'loadbalancer.bicep' = if (tiered) {
  params: { name: names.loadBalancer, placement: placement, subnetId: base.webSubnetId, port: webPort, workspaceId: base.workspaceId } // internal
}

module proxies 'tiered.bicep' = if (tiered) {
  params: {
    suffix: names.suffix
    placement: placement
    zones: profile.zones
    size: profile.webSize
    capacity: profile.webMinimum // they are all alike and always on; nothing scales them
    subnetId: base.frontSubnetId
    poolId: publicBalancer.outputs.poolId
    backend: '${innerBalancer!.outputs.host}:${webPort}'
    port: webPort
    collectionRuleId: base.collectionRuleId
    sshPublicKey: sshPublicKey
    healing: options.?mostAreUnhealthy ?? false
  }
}

module edge 'edge.bicep' = if (edgeOn) {
  params: {
    placement: placement
    suffix: names.suffix
    endpointName: names.edgeEndpoint
    origin: publicBalancer.outputs.host
    stagingOrigin: options.?stagingOrigin ?? ''
    dnsZone: dnsZone
    workspaceId: base.workspaceId
  }
}

module web 'web.bicep' = {
  params: {
    name: names.scaleSet
    placement: placement
    zones: profile.zones
    size: profile.webSize
    minimum: profile.webMinimum
    maximum: profile.webMaximum
    deployedBefore: deployedBefore
    subnetId: base.webSubnetId
    poolId: innerBalancer.?outputs.poolId ?? publicBalancer.outputs.poolId
    identity: base.web
    cacheName: (options.?cache ?? false) ? names.cache : ''
    endpointsSubnetId: base.endpointsSubnetId
    port: webPort
    registry: base.registryHost
    image: 'steadfast-web:${webImageTag}'
    settings: union(signInSettings(options, environment().name, environment().authentication.loginEndpoint, tenant().tenantId), {
      DATABASE_ADMINISTRATOR: databaseUser
      DATABASE_AUTH: signIn.kind
      DATABASE_HOST: base.databaseHost
      DATABASE_NAME: base.databaseSchema
      DATABASE_USER: 'steadfast-web'
      DATABASE_TOKEN_RESOURCE: 'https://ossrdbms-aad${environment().suffixes.sqlServerHostname}'
      FILES_CONTAINER: (options.?files ?? false) ? 'https://${names.dataStorage}.blob.${environment().suffixes.storage}/files' : ''
      INSIGHTS: base.connectionString
      FRONT_DOOR_ID: edge.?outputs.frontDoorId ?? (options.?onlyFrontDoor ?? '')
      RESOURCE_MANAGER: environment().resourceManager
      SECRETS_URI: base.secretsUri
      VAULT_RESOURCE: 'https://${substring(environment().suffixes.keyvaultDns, 1)}'
    })
    collectionRuleId: base.collectionRuleId
    workspaceId: base.workspaceId
    sshPublicKey: sshPublicKey
    healing: options.?mostAreUnhealthy ?? false
  }
}

module automation 'functions.bicep' = {
  params: {
    name: names.functionApp
    placement: placement
    suffix: names.suffix
    identity: base.automation
    subnetId: base.functionsSubnetId
    storageAccountName: names.automationStorage
    codeContainer: 'code'
    connectionString: base.connectionString
    alwaysReady: profile.automationInstances
    operatorAddresses: options.?operatorAddresses ?? []
    settings: union(automationSettings, {
      Evidence__Container: (options.?evidence ?? false) ? 'https://${names.dataStorage}.blob.${environment().suffixes.storage}/evidence' : ''
      Notifications__Key: secretIn(noticeSecretNames, base.secretsUri, 'notification-key')
      Notifications__More: secretIn(noticeSecretNames, base.secretsUri, 'notification-more')
      Notifications__WebhookUrl: secretIn(noticeSecretNames, base.secretsUri, 'notification-webhook')
      Stack__ArmAudience: environment().authentication.audiences[0]
      Stack__ArmEndpoint: environment().resourceManager
      Stack__DatabaseHost: base.databaseHost
      Stack__DatabaseServer: names.database
      Stack__InstancePort: string(webPort)
      Stack__LoadBalancer: names.loadBalancer
      Stack__ResourceGroup: resourceGroup().name
      Stack__ScaleSet: names.scaleSet
      Stack__SubscriptionId: subscription().subscriptionId
      Watchdog__SyntheticEvery: '00:30:00' // as alerts-logs.bicep has it
    })
    workspaceId: base.workspaceId
  }
}

module watch 'watch.bicep' = {
  params: {
    placement: placement
    names: names
    profile: profile
    options: options
    base: base
    scaleSetId: web.outputs.id
    loadBalancerId: innerBalancer.?outputs.id ?? publicBalancer.outputs.id
    publicLoadBalancerId: publicBalancer.outputs.id
    edgeOn: edgeOn
    frontDoorId: edge.?outputs.id ?? ''
    budgetStart: budgetStart
  }
}

module dns 'dns.bicep' = if (!empty(dnsZone)) {
  params: { zoneName: dnsZone, tags: placement.tags, labels: labels, sites: edge.?outputs.sites ?? [], addressId: publicBalancer.outputs.addressId }
}

@description('Host name that Azure gives to the site.')
output host string = edge.?outputs.sites[0].target ?? publicBalancer.outputs.host

@description('Name servers of the DNS zone; none without one.')
output nameServers string[] = dns.?outputs.nameServers ?? []

@description('Address of the Function App.')
output functionUrl string = automation.outputs.url
