// Option: two tiers. Reverse proxies take the public balancer's connections and pass them on to an internal balancer in front of the web servers.
import { Placement } from 'types.bicep'

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

@description('Port that they listen on.')
param port int

@description('Data collection rule of the agent.')
param collectionRuleId string

@description('Whether a rollout goes on while most machines are unhealthy.')
param healing bool

@description('Public SSH key; empty for one that nobody can use.')
param sshPublicKey string

// For the agent that sends their logs; it has no grant at all.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-front-${suffix}'
  location: placement.location
  tags: placement.tags
}

module proxies 'scale-set.bicep' = {
  params: {
    name: 'vmss-front-${suffix}'
    placement: placement
    zones: zones
    size: size
    capacity: capacity
    subnetId: subnetId
    poolId: poolId
    identity: { id: identity.id, principalId: identity.properties.principalId, clientId: identity.properties.clientId }
    port: port
    cloudInit: loadTextContent('web/front.yaml')
    files: [
      {
        path: '/etc/nginx/sites-available/default'
        mode: '0644'
        text: replace(replace(loadTextContent('web/front.conf'), '<<port>>', string(port)), '<<backend>>', backend)
      }
    ]
    // It looks at the configuration first: one that is wrong fails the rollout, and the proxy goes on with the one that it has.
    takeUp: 'reload nginx'
    // The automation looks after the web servers only; a proxy without anything of its own is simply replaced, and that soon.
    repairGrace: 'PT10M'
    collectionRuleId: collectionRuleId
    sshPublicKey: sshPublicKey
    healing: healing
  }
}
