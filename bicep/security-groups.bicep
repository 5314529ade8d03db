// Who may talk to whom: one network security group per subnet. What no rule allows is denied, inside the network too.
import { AddressPlan, letsIn } from 'network-types.bicep'
import { Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Ending of the names.')
param suffix string

@description('Address ranges of the subnets.')
param plan AddressPlan

@description('Whether only Front Door may come in from outside.')
param onlyFromFrontDoor bool

@description('Whether reverse proxies stand in front of the web servers.')
param tiered bool

@description('Whether there is a cache.')
param cache bool

@description('Port of the web container.')
param webPort int

// The load balancer keeps the client's address, so these rules see clients, and the port behind the balancer.
var clients = onlyFromFrontDoor ? 'AzureFrontDoor.Backend' : 'Internet'

// The default rules would let the whole virtual network in.
var deniesTheRest = {
  name: 'DenyTheRest'
  direction: 'Inbound'
  access: 'Deny'
  priority: 4096
  from: '*'
  to: '*'
  ports: ['*']
  why: 'Nobody else has business here.'
}

// A machine that was taken over must not spread.
var deniesRemoteLogin = {
  name: 'DenyRemoteLoginToNeighbors'
  direction: 'Outbound'
  access: 'Deny'
  priority: 100
  from: '*'
  to: 'VirtualNetwork'
  ports: ['22', '3389']
  why: 'No program here signs in to another machine.'
}

module web 'security-group.bicep' = {
  params: {
    name: 'nsg-web-${suffix}'
    placement: placement
    rules: [
      letsIn('AllowClients', 100, tiered ? plan.front : clients, plan.web, [string(webPort)], 'What the web servers are there for.')
      letsIn(
        'AllowProbes',
        110,
        'AzureLoadBalancer',
        plan.web,
        [string(webPort)],
        'Health probe of the load balancer; without it every web server counts as down.'
      )
      letsIn('AllowAutomation', 120, plan.functions, plan.web, [string(webPort)], 'The automation asks every web server itself whether it can serve.')
      deniesTheRest
      deniesRemoteLogin
    ]
  }
}

module front 'security-group.bicep' = if (tiered) {
  params: {
    name: 'nsg-front-${suffix}'
    placement: placement
    rules: [
      letsIn('AllowClients', 100, clients, plan.front, [string(webPort)], 'What the reverse proxies are there for.')
      letsIn('AllowProbes', 110, 'AzureLoadBalancer', plan.front, [string(webPort)], 'Health probe of the public load balancer.')
      deniesTheRest
      deniesRemoteLogin
    ]
  }
}

module database 'security-group.bicep' = {
  params: {
    name: 'nsg-database-${suffix}'
    placement: placement
    rules: [
      letsIn('AllowWeb', 100, plan.web, plan.database, ['3306'], 'Web servers keep their notes there.')
      letsIn('AllowAutomation', 110, plan.functions, plan.database, ['3306'], 'The automation looks for itself before it believes an alert.')
      letsIn('AllowPair', 120, plan.database, plan.database, ['*'], 'Primary, standby and replica are in this subnet.')
      letsIn('AllowPlatform', 130, 'AzureLoadBalancer', plan.database, ['*'], 'The service looks after its own servers.')
      deniesTheRest
      deniesRemoteLogin
    ]
  }
}

module functions 'security-group.bicep' = {
  params: {
    name: 'nsg-functions-${suffix}'
    placement: placement
    rules: [
      letsIn('AllowOwnSubnet', 100, plan.functions, plan.functions, ['*'], 'Instances of the Function App are in this subnet.')
      letsIn('AllowPlatform', 110, 'AzureLoadBalancer', plan.functions, ['*'], 'The service looks after its own instances.')
      // Requests to the Function App come by its public address, never through this subnet.
      deniesTheRest
      deniesRemoteLogin
    ]
  }
}

// A cache is spoken to on a port of its own.
var toTheCache = letsIn('AllowCache', 120, plan.web, plan.endpoints, ['10000'], 'Web servers keep answers in the cache.')

module endpoints 'security-group.bicep' = {
  params: {
    name: 'nsg-endpoints-${suffix}'
    placement: placement
    rules: concat(
      [
        letsIn('AllowWeb', 100, plan.web, plan.endpoints, ['443'], 'Web servers fetch their image and their password.')
        letsIn('AllowAutomation', 110, plan.functions, plan.endpoints, ['443'], 'The Function App keeps its state in storage.')
      ],
      cache ? [toTheCache] : [],
      [deniesTheRest, deniesRemoteLogin]
    )
  }
}

@description('Group of the web servers.')
output web string = web.outputs.id

@description('Group of the reverse proxies; empty without them.')
output front string = front.?outputs.id ?? ''

@description('Group of the database.')
output database string = database.outputs.id

@description('Group of the Function App.')
output functions string = functions.outputs.id

@description('Group of the private endpoints.')
output endpoints string = endpoints.outputs.id
