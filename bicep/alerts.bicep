// The alert rules, and those on metrics of the web tier. Each names who takes it on; a test checks that the handler exists and that a scenario covers it.
import { AlertGroups, told } from 'alert-groups.bicep'
import { Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Who can be told.')
param groups AlertGroups

@description('Workspace of the logs.')
param workspaceId string

@description('Load balancer whose pool the web servers are in.')
param loadBalancerId string

@description('Load balancer that clients reach.')
param publicLoadBalancerId string

@description('NAT gateway of the web servers.')
param natGatewayId string

@description('Scale set of the web servers.')
param scaleSetId string

@description('Database server.')
param databaseId string

@description('Whether the database has a standby.')
param standby bool

@description('Connections from which the database is nearly full.')
param manyConnections int

@description('Whether the database has a read replica.')
param replica bool

@description('That replica; empty without one.')
param replicaId string

@description('Whether Front Door stands in front.')
param edge bool

@description('Its profile; empty without one.')
param frontDoorId string

var loadBalancers = 'Microsoft.Network/loadBalancers'

var webRules = [
  {
    name: 'lb-probe-down'
    severity: 1
    handler: 'instance'
    scope: loadBalancerId
    namespace: loadBalancers
    why: 'The balancer\'s probe of one web server fails: it gets no new connections until it is repaired.'
    metric: 'DipAvailability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 100
    split: 'BackendIPAddress'
  }
  {
    name: 'lb-data-path-down'
    severity: 0
    handler: 'tier'
    scope: publicLoadBalancerId
    namespace: loadBalancers
    why: 'Clients do not get through the balancer, or nobody is left behind it: the site is down.'
    metric: 'VipAvailability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 90
  }
  {
    name: 'vm-availability'
    severity: 1
    handler: 'tier'
    scope: scaleSetId
    namespace: 'Microsoft.Compute/virtualMachineScaleSets'
    why: 'The platform itself says that a machine of the web servers does not run.'
    metric: 'VmAvailabilityMetric'
    aggregation: 'Minimum'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'nat-connections-failed'
    severity: 2
    handler: 'person'
    scope: natGatewayId
    namespace: 'Microsoft.Network/natGateways'
    why: 'Connections to the outside fail for want of ports: give the gateway another address.'
    metric: 'SNATConnectionCount'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    split: 'ConnectionState'
    only: ['Failed']
  }
]
var edgeRules = [
  {
    name: 'edge-origin-down'
    severity: 1
    handler: 'person'
    scope: frontDoorId
    namespace: 'Microsoft.Cdn/profiles'
    why: 'Front Door does not reach a stack behind it, although its balancer may be well.'
    metric: 'OriginHealthPercentage'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 50
    split: 'OriginGroup'
  }
]

module metric 'alert-rule.bicep' = [
  for rule in concat(webRules, edge ? edgeRules : []): {
    params: { rule: rule, tags: placement.tags, told: told(groups, rule.handler, rule.severity) }
  }
]

module database 'alerts-database.bicep' = {
  params: {
    tags: placement.tags
    groups: groups
    databaseId: databaseId
    standby: standby
    manyConnections: manyConnections
    replica: replica
    replicaId: replicaId
  }
}

module events 'alerts-events.bicep' = {
  params: { tags: placement.tags, groups: groups }
}

module logs 'alerts-logs.bicep' = {
  params: { placement: placement, groups: groups, workspaceId: workspaceId }
}
