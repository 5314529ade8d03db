// Alert rules on the activity log: what the platform says by itself. Such alerts have no state; each event is one.
import { AlertGroups, told } from 'alert-groups.bicep'

@description('Tags of every resource.')
param tags { *: string }

@description('Who can be told.')
param groups AlertGroups

var health = [
  { field: 'category', equals: 'ResourceHealth' }
  { anyOf: [{ field: 'properties.currentHealthStatus', equals: 'Unavailable' }, { field: 'properties.currentHealthStatus', equals: 'Degraded' }] }
]

var rules = [
  {
    name: 'resource-health'
    handler: 'tier'
    scope: resourceGroup().id
    why: 'The platform says that a part of the web tier is not well.'
    condition: [
      ...health
      {
        anyOf: [
          { field: 'resourceType', equals: 'Microsoft.Compute/virtualMachineScaleSets' }
          { field: 'resourceType', equals: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines' }
          { field: 'resourceType', equals: 'Microsoft.Network/loadBalancers' }
          { field: 'resourceType', equals: 'Microsoft.Network/natGateways' }
        ]
      }
    ]
  }
  {
    // Our own failover raises it too; the automation takes it for an echo while its own operation runs.
    name: 'mysql-resource-health'
    handler: 'database'
    scope: resourceGroup().id
    why: 'The platform says that the database is not available, planned or not.'
    condition: [...health, { field: 'resourceType', equals: 'Microsoft.DBforMySQL/flexibleServers' }]
  }
  {
    name: 'autoscale-failed'
    handler: 'person'
    scope: resourceGroup().id
    why: 'Autoscale wanted another number of web servers and did not get it, often for want of quota.'
    condition: [
      { field: 'category', equals: 'Autoscale' }
      { field: 'status', equals: 'Failed' }
      {
        anyOf: [
          { field: 'operationName', equals: 'Microsoft.Insights/AutoscaleSettings/ScaleupResult/Action' }
          { field: 'operationName', equals: 'Microsoft.Insights/AutoscaleSettings/ScaledownResult/Action' }
        ]
      }
    ]
  }
  {
    name: 'service-health'
    handler: 'person'
    scope: subscription().id
    why: 'Azure has an incident in a service or region of this subscription.'
    condition: [{ field: 'category', equals: 'ServiceHealth' }, { field: 'properties.incidentType', equals: 'Incident' }]
  }
]

resource alert 'Microsoft.Insights/activityLogAlerts@2020-10-01' = [
  for rule in rules: {
    name: rule.name
    location: 'global'
    tags: tags
    properties: {
      description: rule.why
      enabled: true
      scopes: [rule.scope]
      condition: { allOf: rule.condition }
      // Azure gives all of these the lowest severity.
      actions: { actionGroups: map(told(groups, rule.handler, 4), group => { actionGroupId: group, webhookProperties: { handler: rule.handler } }) }
    }
  }
]
