// Where everything that is observed ends up: one workspace, Application Insights on it, and the workbook of incidents.
import { Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Ending of the names.')
param suffix string

@description('Name of Application Insights.')
param insightsName string

@description('Days for which logs are kept.')
param logDays int

@description('Most GB of logs in a day; -1 is no limit.')
param logQuotaGB int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${suffix}'
  location: placement.location
  tags: placement.tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
    workspaceCapping: { dailyQuotaGb: logQuotaGB }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: placement.location
  tags: placement.tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // Only identities with a grant may send; so the connection string is an address, not a secret.
    DisableLocalAuth: true
  }
}

resource rule 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'dcr-web-${suffix}'
  location: placement.location
  tags: placement.tags
  kind: 'Linux'
  properties: {
    description: 'What the agent on a web server sends.'
    dataSources: {
      performanceCounters: [
        {
          name: 'machine'
          streams: ['Microsoft-Perf']
          samplingFrequencyInSeconds: 60
          counterSpecifiers: [
            '\\Processor(*)\\% Processor Time'
            '\\Memory(*)\\% Used Memory'
            '\\Logical Disk(*)\\% Used Space'
            '\\Network(*)\\Total Bytes'
          ]
        }
      ]
      syslog: [
        {
          name: 'services'
          streams: ['Microsoft-Syslog']
          facilityNames: ['daemon'] // systemd and the web container
          logLevels: ['Info', 'Notice', 'Warning', 'Error', 'Critical', 'Alert', 'Emergency']
        }
        {
          name: 'system'
          streams: ['Microsoft-Syslog']
          facilityNames: ['auth', 'authpriv', 'kern', 'syslog']
          logLevels: ['Warning', 'Error', 'Critical', 'Alert', 'Emergency']
        }
      ]
    }
    destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: workspace.id }] }
    dataFlows: [{ streams: ['Microsoft-Perf', 'Microsoft-Syslog'], destinations: ['workspace'] }]
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'incidents')
  location: placement.location
  tags: placement.tags
  kind: 'shared'
  properties: {
    displayName: 'Steadfast incidents (${suffix})'
    category: 'workbook'
    sourceId: workspace.id
    version: '1.0'
    serializedData: loadTextContent('workbook.json')
  }
}

resource auditOfWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-itself'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }] // who asked the logs what
  }
}

@description('Resource ID of the workspace.')
output workspaceId string = workspace.id

@description('Address of Application Insights. No secret: sign-in with keys is off.')
output connectionString string = insights.properties.ConnectionString

@description('What the agent on a web server sends and where to.')
output collectionRuleId string = rule.id
