// What "production" and "small" mean.
// They have the type Profile; whoever takes one says so.

@export()
@description('Over three zones, everything twice, Front Door in front.')
var production = {
  zones: ['1', '2', '3']
  webSize: 'Standard_D2as_v5'
  webMinimum: 3
  webMaximum: 9
  databaseSize: 'Standard_D2ads_v5'
  databaseTier: 'GeneralPurpose'
  databaseStandby: true
  databaseStorageGB: 64
  databaseConnections: 500
  backupDays: 35
  geoRedundantBackup: true
  registrySku: 'Premium'
  natSku: 'StandardV2'
  automationInstances: 2
  logDays: 90
  logQuotaGB: -1
  edge: true
  purgeProtection: true
}

@export()
@description('In one zone, as cheap as the whole chain from alert to repair can be had.')
var small = {
  zones: ['1']
  webSize: 'Standard_B2als_v2'
  webMinimum: 2
  webMaximum: 3
  databaseSize: 'Standard_B1ms'
  databaseTier: 'Burstable'
  databaseStandby: false
  databaseStorageGB: 20
  databaseConnections: 60
  backupDays: 7
  geoRedundantBackup: false
  registrySku: 'Basic'
  natSku: 'Standard'
  automationInstances: 1
  logDays: 30
  logQuotaGB: 1
  edge: false
  purgeProtection: false
}
