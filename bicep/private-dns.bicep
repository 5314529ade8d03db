// Private DNS: inside the virtual network the names of the services lead to private addresses.
@description('Tags of every resource.')
param tags { *: string }

@description('Virtual network that sees the zones.')
param networkId string

@description('Ending of the database zone, which must be there before the server.')
param suffix string

var storage = environment().suffixes.storage
var zones = {
  blob: 'privatelink.blob.${storage}'
  queue: 'privatelink.queue.${storage}'
  table: 'privatelink.table.${storage}'
  vault: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  registry: 'privatelink${environment().suffixes.acrLoginServer}'
  // The service asks only for the ending; the front part keeps environments apart.
  // There is no suffix of MySQL to ask for; it is that of SQL Server, but for the public cloud.
  database: '${suffix}.private.mysql${replace(environment().suffixes.sqlServerHostname, '.windows.net', '.azure.com')}'
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for entry in items(zones): {
    name: entry.value
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (entry, index) in items(zones): {
    parent: zone[index]
    name: suffix
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: { id: networkId }
      registrationEnabled: false
    }
  }
]

@description('Zone of blob storage.')
output blob string = resourceId('Microsoft.Network/privateDnsZones', zones.blob)

@description('Zone of queue storage.')
output queue string = resourceId('Microsoft.Network/privateDnsZones', zones.queue)

@description('Zone of table storage.')
output table string = resourceId('Microsoft.Network/privateDnsZones', zones.table)

@description('Zone of Key Vault.')
output vault string = resourceId('Microsoft.Network/privateDnsZones', zones.vault)

@description('Zone of the container registry.')
output registry string = resourceId('Microsoft.Network/privateDnsZones', zones.registry)

@description('Zone of the database.')
output database string = resourceId('Microsoft.Network/privateDnsZones', zones.database)
