// The addresses at which Azure tells how an operation is getting on are outside of the resource group. Reading them is all that is granted here.
targetScope = 'subscription'

@description('Ending of the names; names of roles are unique in a tenant.')
param suffix string

@description('Object ID of the identity of the Function App.')
param principalId string

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, suffix, 'polling')
  properties: {
    roleName: 'Steadfast polling ${suffix}'
    description: 'Reads the state of operations that were started elsewhere.'
    type: 'CustomRole'
    assignableScopes: [subscription().id]
    permissions: [
      {
        actions: [
          'Microsoft.Compute/locations/operations/read'
          'Microsoft.DBforMySQL/locations/azureAsyncOperation/read'
          'Microsoft.DBforMySQL/locations/operationResults/read'
        ]
      }
    ]
  }
}

// This name hangs on the object ID, which what-if shows as an expression: the grant would outlive a resource group that was deleted by hand,
// and Azure refuses to give a grant of the same name to the identity that is made anew.
resource automationMayPoll 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, role.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.id
  }
}
