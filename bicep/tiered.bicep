// Option: two tiers. Reverse proxies take the public balancer's connections and pass them on to an internal balancer in front of the web servers.
import { Identity, Placement } from 'types.bicep'

@description('Ending of the names.')
param suffix string

@description('Region and tags.')
param placement Placement

@description('Availability zones.')
param zones string[]

@description('Size of a proxy.')
param size string

@description('How many proxies there are.')
param capacity int

@description('Subnet of the proxies.')
param subnetId string

@description('Back-end pool of the public balancer.')
param poolId string

@description('Address and port of the internal balancer.')
param backend string

@description('Identity of the proxies, for their agent.')
param identity Identity

@description('Port that they listen on.')
param port int

@description('Data collection rule of the agent.')
param collectionRuleId string

@description('Public SSH key; empty for one that nobody can use.')
param sshPublicKey string

module proxies 'scale-set.bicep' = {
  params: {
    name: 'vmss-front-${suffix}'
    placement: placement
    zones: zones
    size: size
    capacity: capacity
    subnetId: subnetId
    poolId: poolId
    identity: identity
    port: port
    cloudInit: replace(replace(loadTextContent('web/front.yaml'), '<<port>>', string(port)), '<<backend>>', backend)
    releaseCommand: 'systemctl reload-or-restart --no-block nginx || true'
    // The automation looks after the web servers only; a proxy without anything of its own is simply replaced, and that soon.
    repairGrace: 'PT10M'
    collectionRuleId: collectionRuleId
    sshPublicKey: sshPublicKey
  }
}

@description('Resource ID of the scale set of the proxies.')
output id string = proxies.outputs.id
