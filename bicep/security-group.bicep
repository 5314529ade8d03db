// One network security group.
import { NetworkRule } from 'network-types.bicep'
import { Placement } from 'types.bicep'

@description('Name of the group.')
param name string

@description('Region and tags.')
param placement Placement

@description('The rules, in any order.')
param rules NetworkRule[]

resource group 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  properties: {
    securityRules: [
      for rule in rules: {
        name: rule.name
        properties: {
          description: rule.why
          priority: rule.priority
          direction: rule.direction
          access: rule.access
          protocol: contains(rule.ports, '*') ? '*' : 'Tcp'
          sourceAddressPrefix: rule.from
          sourcePortRange: '*'
          destinationAddressPrefix: rule.to
          // "*" is only allowed in the singular.
          destinationPortRange: length(rule.ports) == 1 ? rule.ports[0] : null
          destinationPortRanges: length(rule.ports) == 1 ? [] : rule.ports
        }
      }
    ]
  }
}

@description('Resource ID of the group.')
output id string = group.id
