// Option: an experiment that takes all web servers of one zone away at once and gives them back after ten minutes. It runs when a person
// starts it. MySQL is not a target of Chaos Studio; its failover is tried through the automation's own API.
import { Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Ending of the names.')
param suffix string

@description('Scale set of the web servers.')
param scaleSetName string

@description('Identity of the experiment.')
param identityId string

@description('Zone to take away.')
param zone string

resource scaleSet 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: scaleSetName
}

resource target 'Microsoft.Chaos/targets@2025-01-01' = {
  name: 'Microsoft-VirtualMachineScaleSet'
  location: placement.location
  scope: scaleSet
  properties: {}

  resource shutdown 'capabilities' = {
    name: 'Shutdown-2.0' // the version that can be told a zone
  }
}

resource experiment 'Microsoft.Chaos/experiments@2025-01-01' = {
  name: 'chaos-zone-loss-${suffix}'
  location: placement.location
  tags: placement.tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    selectors: [
      {
        id: 'zone'
        type: 'List'
        targets: [{ type: 'ChaosTarget', id: target.id }]
        filter: { type: 'Simple', parameters: { zones: [zone] } }
      }
    ]
    steps: [
      {
        name: 'zone-loss'
        branches: [
          {
            name: 'web'
            actions: [
              {
                type: 'continuous'
                name: 'urn:csci:microsoft:virtualMachineScaleSet:shutdown/2.0'
                selectorId: 'zone'
                duration: 'PT10M'
                parameters: [{ key: 'abruptShutdown', value: 'true' }]
              }
            ]
          }
        ]
      }
    ]
  }
  dependsOn: [target::shutdown]
}
