// What watches the stack: alerts and who is told of them, the budget, and the experiment that tries it all out.
import { Names } from 'names.bicep'
import { Options } from 'options.bicep'
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

@description('Scale set of the web servers.')
param scaleSetId string

@description('Load balancer whose pool the web servers are in.')
param loadBalancerId string

@description('Load balancer that clients reach.')
param publicLoadBalancerId string

@description('Whether Front Door stands in front.')
param edgeOn bool

@description('Front Door profile; empty without one.')
param frontDoorId string

@description('First month of the budget.')
param budgetStart string

var emails = options.?alertEmails ?? []
var amount = options.?monthlyBudget ?? 0

module actionGroup 'actiongroup.bicep' = {
  params: {
    names: names
    tags: placement.tags
    emails: emails
  }
}

module alerts 'alerts.bicep' = {
  params: {
    placement: placement
    groups: actionGroup.outputs.groups
    workspaceId: base.workspaceId
    loadBalancerId: loadBalancerId
    publicLoadBalancerId: publicLoadBalancerId
    natGatewayId: base.natGatewayId
    scaleSetId: scaleSetId
    databaseId: base.databaseId
    standby: profile.databaseStandby
    manyConnections: profile.databaseConnections
    // Whether a rule exists must not hang on what another module returns, or what-if sees nothing.
    replica: !empty(options.?replica)
    replicaId: base.replicaId
    edge: edgeOn
    frontDoorId: frontDoorId
  }
}

module chaos 'chaos.bicep' = if (options.?chaos ?? false) {
  params: {
    placement: placement
    suffix: names.suffix
    scaleSetName: names.scaleSet
    identityId: base.chaos.id
    zone: profile.zones[0]
  }
}

module budget 'budget.bicep' = if (amount > 0 && !empty(emails)) {
  params: { amount: amount, emails: emails, start: budgetStart }
}
