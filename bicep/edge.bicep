// Option: Front Door with a web application firewall in front. It speaks HTTPS to clients, and each host name leads to a stack of its own.
import { Placement, Site } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Ending of the names.')
param suffix string

@description('Name of the endpoint of this stack; the one of staging has "-staging" at its end.')
param endpointName string

@description('Host name of the load balancer of this stack.')
param origin string

@description('Host name of the stack that is served as staging; empty for none.')
param stagingOrigin string

@description('DNS zone in which the stacks are called www and staging; empty for the names that Front Door gives.')
param dnsZone string

@description('Workspace for its logs.')
param workspaceId string

var sites = concat(
  [{ name: 'production', label: 'www', endpoint: endpointName, origin: origin }],
  empty(stagingOrigin) ? [] : [{ name: 'staging', label: 'staging', endpoint: '${endpointName}-staging', origin: stagingOrigin }]
)
var named = !empty(dnsZone)

resource profile 'Microsoft.Cdn/profiles@2024-09-01' = {
  name: 'afd-${suffix}'
  location: 'global'
  tags: placement.tags
  sku: { name: 'Premium_AzureFrontDoor' } // the managed rules of the firewall exist here only
  properties: { originResponseTimeoutSeconds: 30 }
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-09-01' = [
  for site in sites: {
    parent: profile
    name: site.endpoint
    location: 'global'
    tags: placement.tags
    properties: { enabledState: 'Enabled' }
  }
]

resource originGroup 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = [
  for site in sites: {
    parent: profile
    name: site.name
    properties: {
      sessionAffinityState: 'Disabled'
      healthProbeSettings: { probePath: '/healthz', probeProtocol: 'Http', probeRequestType: 'HEAD', probeIntervalInSeconds: 30 }
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyInMilliseconds: 0 }
    }
  }
]

resource balancer 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = [
  for (site, index) in sites: {
    parent: originGroup[index]
    name: 'balancer'
    properties: {
      hostName: site.origin
      originHostHeader: site.origin
      httpPort: 80
      enabledState: 'Enabled'
      enforceCertificateNameCheck: true
      priority: 1
      weight: 1000
    }
  }
]

resource domain 'Microsoft.Cdn/profiles/customDomains@2024-09-01' = [
  for site in sites: if (named) {
    parent: profile
    name: site.name
    properties: {
      hostName: '${site.label}.${dnsZone}'
      tlsSettings: { certificateType: 'ManagedCertificate', minimumTlsVersion: 'TLS12' }
    }
  }
]

resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = [
  for (site, index) in sites: {
    parent: endpoint[index]
    name: 'all'
    properties: {
      originGroup: { id: originGroup[index].id }
      customDomains: named ? [{ id: domain[index].id }] : []
      linkToDefaultDomain: 'Enabled'
      patternsToMatch: ['/*']
      supportedProtocols: ['Http', 'Https']
      httpsRedirect: 'Enabled'
      // The balancer passes connections through and has no certificate; see docs/security.md for what protects this stretch.
      forwardingProtocol: 'HttpOnly'
      enabledState: 'Enabled'
    }
    dependsOn: [balancer[index]] // a route needs an origin group that has an origin
  }
]

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: 'waf${replace(suffix, '-', '')}'
  location: 'global'
  tags: placement.tags
  sku: { name: 'Premium_AzureFrontDoor' }
  properties: {
    policySettings: { enabledState: 'Enabled', mode: 'Prevention', requestBodyCheck: 'Enabled' }
    managedRules: {
      managedRuleSets: [
        { ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ruleSetAction: 'Block' }
        { ruleSetType: 'Microsoft_BotManagerRuleSet', ruleSetVersion: '1.1' }
      ]
    }
    customRules: {
      rules: [
        {
          name: 'OneClientIsNotACrowd'
          priority: 100
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: 1000
          matchConditions: [{ matchVariable: 'SocketAddr', operator: 'IPMatch', negateCondition: false, matchValue: ['0.0.0.0/0', '::/0'] }]
          action: 'Block'
        }
      ]
    }
  }
}

resource guard 'Microsoft.Cdn/profiles/securityPolicies@2024-09-01' = {
  parent: profile
  name: 'firewall'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: { id: firewall.id }
      associations: [
        {
          domains: concat(
            map(sites, site => { id: resourceId('Microsoft.Cdn/profiles/afdEndpoints', profile.name, site.endpoint) }),
            named ? map(sites, site => { id: resourceId('Microsoft.Cdn/profiles/customDomains', profile.name, site.name) }) : []
          )
          patternsToMatch: ['/*']
        }
      ]
    }
  }
  dependsOn: [route]
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: profile
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource ID of the Front Door profile.')
output id string = profile.id

@description('ID that Front Door sends along with every request; only requests with it are served.')
output frontDoorId string = profile.properties.frontDoorId

@description('What DNS needs to know of each site: where its name leads, and the proof that the name is ours.')
output sites Site[] = [
  for (site, index) in sites: {
    target: endpoint[index].properties.hostName
    proof: named ? domain[index]!.properties.validationProperties.validationToken : ''
  }
]
