// The size that the storage of the database has grown to. A template cannot say "as it is", so it is read first.
@description('Name of the server, which must exist.')
param name string

resource server 'Microsoft.DBforMySQL/flexibleServers@2024-12-30' existing = {
  name: name
}

@description('Size in GB.')
output storageGB int = server.properties.storage!.storageSizeGB!
