// Alert rules on metrics of the database.
import { AlertGroups, told } from 'alert-groups.bicep'

@description('Tags of every resource.')
param tags { *: string }

@description('Who can be told.')
param groups AlertGroups

@description('Database server.')
param databaseId string

@description('Whether the database has a standby.')
param standby bool

@description('Connections from which the database is nearly full.')
param manyConnections int

@description('Whether the database has a read replica.')
param replica bool

@description('That replica; empty without one.')
param replicaId string

var mysql = 'Microsoft.DBforMySQL/flexibleServers'

var databaseRules = [
  {
    name: 'mysql-cpu'
    severity: 2
    handler: 'person'
    scope: databaseId
    namespace: mysql
    why: 'The database server is short of processor time: look at the slow queries or choose a larger size.'
    metric: 'cpu_percent'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: 90
  }
  {
    name: 'mysql-storage'
    severity: 2
    handler: 'person'
    scope: databaseId
    namespace: mysql
    why: 'The storage of the database fills faster than it grows; a full one stops writing.'
    metric: 'storage_percent'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 85
  }
  {
    name: 'mysql-connections'
    severity: 2
    handler: 'person'
    scope: databaseId
    namespace: mysql
    why: 'The database is about to refuse connections.'
    metric: 'active_connections'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: manyConnections
  }
]
var standbyRules = [
  {
    name: 'mysql-ha-io'
    severity: 1
    handler: 'database'
    scope: databaseId
    namespace: mysql
    why: 'The standby does not receive: a failover now would lose writes or not be possible.'
    metric: 'HA_IO_status'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
  }
  {
    name: 'mysql-ha-sql'
    severity: 1
    handler: 'database'
    scope: databaseId
    namespace: mysql
    why: 'The standby does not apply what it receives: a failover now would take long.'
    metric: 'HA_SQL_status'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
  }
]
var replicaRules = [
  {
    name: 'mysql-replica-io'
    severity: 3
    handler: 'person'
    scope: replicaId
    namespace: mysql
    why: 'The read replica does not receive: its readers see old data.'
    metric: 'Replica_IO_Running'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
  }
]

module metric 'alert-rule.bicep' = [
  for rule in concat(databaseRules, standby ? standbyRules : [], replica ? replicaRules : []): {
    params: { rule: rule, tags: tags, told: told(groups, rule.handler, rule.severity) }
  }
]
