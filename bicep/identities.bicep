// Who acts: one identity for the automation, one for the web servers, one for the chaos experiment if there is one. What each may do is in access.bicep.
import { Names } from 'names.bicep'
import { Identity, Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Name of every resource.')
param names Names

@description('Whether there is a chaos experiment.')
param withExperiment bool

// User-assigned, so that grants exist before the first instance asks for something, and outlive a Function App or scale set made anew.
resource automation 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: names.automationIdentity
  location: placement.location
  tags: placement.tags
}

resource web 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: names.webIdentity
  location: placement.location
  tags: placement.tags
}

resource experiment 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (withExperiment) {
  name: names.chaosIdentity
  location: placement.location
  tags: placement.tags
}

@description('Identity of the Function App.')
output automation Identity = {
  id: automation.id
  principalId: automation.properties.principalId
  clientId: automation.properties.clientId
}

@description('Identity of the web servers.')
output web Identity = {
  id: web.id
  principalId: web.properties.principalId
  clientId: web.properties.clientId
}

@description('Identity of the chaos experiment; everything empty without one.')
output chaos Identity = {
  id: withExperiment ? experiment.id : ''
  principalId: withExperiment ? experiment!.properties.principalId : ''
  clientId: withExperiment ? experiment!.properties.clientId : ''
}
