// How many web servers there are. A person, a repair or this: all three change the capacity, so this one moves slowly and never below the minimum.
import { Placement } from 'types.bicep'

@description('Name of the scale set.')
param scaleSetName string

@description('Region and tags.')
param placement Placement

@description('Fewest machines. Also the number while nothing can be measured.')
param minimum int

@description('Most machines.')
param maximum int

@description('Workspace for what it did and why.')
param workspaceId string

resource scaleSet 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: scaleSetName
}

var oneMore = { direction: 'Increase', type: 'ChangeCount', value: '1', cooldown: 'PT5M' }
var oneLess = { direction: 'Decrease', type: 'ChangeCount', value: '1', cooldown: 'PT20M' }

// Out when one rule says so, in only when all of them do: a quiet processor with many open connections is not idle.
var rules = [
  { metric: 'Percentage CPU', over: 'PT5M', operator: 'GreaterThan', threshold: 70, action: oneMore }
  { metric: 'Inbound Flows', over: 'PT5M', operator: 'GreaterThan', threshold: 2000, action: oneMore }
  // Looks back longer than a replacement takes (a machine more, then a machine less), which would else be answered with one less too many.
  { metric: 'Percentage CPU', over: 'PT30M', operator: 'LessThan', threshold: 25, action: oneLess }
  { metric: 'Inbound Flows', over: 'PT30M', operator: 'LessThan', threshold: 500, action: oneLess }
]

resource autoscale 'Microsoft.Insights/autoscaleSettings@2022-10-01' = {
  name: 'autoscale-${scaleSetName}'
  location: placement.location
  tags: placement.tags
  properties: {
    enabled: true
    targetResourceUri: scaleSet.id
    predictiveAutoscalePolicy: { scaleMode: 'Disabled' } // needs days of history; the small stack lives for hours
    profiles: [
      {
        name: 'load'
        capacity: { minimum: string(minimum), maximum: string(maximum), default: string(minimum) }
        rules: [
          for rule in rules: {
            metricTrigger: {
              metricName: rule.metric
              metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets'
              metricResourceUri: scaleSet.id
              timeGrain: 'PT1M'
              statistic: 'Average' // of the machines
              timeWindow: rule.over
              timeAggregation: 'Average'
              operator: rule.operator
              threshold: rule.threshold
            }
            scaleAction: rule.action
          }
        ]
      }
    ]
  }
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: autoscale
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}
