// The capacity that autoscale and repairs have left the scale set with. A template cannot say "as it is", so it is read first.
@description('Name of the scale set, which must exist.')
param scaleSetName string

resource scaleSet 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: scaleSetName
}

@description('How many machines there are.')
output now int = scaleSet.sku.capacity
