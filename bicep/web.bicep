// The web servers: machines that hold nothing but the web container.
import { Identity, Placement } from 'types.bicep'

@description('Name of the scale set.')
param name string

@description('Region and tags.')
param placement Placement

@description('Availability zones.')
param zones string[]

@description('Size of a machine.')
param size string

@description('Fewest machines.')
param minimum int

@description('Most machines.')
param maximum int

@description('Whether they are there already.')
param deployedBefore bool

@description('Subnet.')
param subnetId string

@description('Back-end pool that they join.')
param poolId string

@description('Identity of the web servers.')
param identity Identity

@description('Name of the cache in front of the database; empty for none.')
param cacheName string

@description('Subnet of the private endpoints.')
param endpointsSubnetId string

@description('Port of the web container.')
param port int

@description('Host name of the registry.')
param registry string

@description('Repository and tag of the web image.')
param image string

@description('What the container and its helpers are told, by name.')
param settings { *: string }

@description('Data collection rule of the agent.')
param collectionRuleId string

@description('Workspace for what autoscale does.')
param workspaceId string

@description('Whether a rollout goes on while most machines are unhealthy.')
param healing bool

@description('Public SSH key; empty for one that nobody can use.')
param sshPublicKey string

module cache 'cache.bicep' = if (!empty(cacheName)) {
  params: {
    name: cacheName
    placement: placement
    webPrincipalId: identity.principalId
    endpointsSubnetId: endpointsSubnetId
    workspaceId: workspaceId
  }
}

var cacheSettings = { CACHE_ADDRESS: cache.?outputs.address ?? '', CACHE_USER: identity.principalId }
var settingsFile = join(
  map(
    items(union(settings, cacheSettings, { IDENTITY: identity.clientId, PORT: string(port), REGISTRY: registry })),
    s => '${s.key}=\'${s.value}\'\n'
  ),
  ''
)
var files = [
  { path: '/etc/steadfast/settings', mode: '0644', text: settingsFile }
  { path: '/usr/local/sbin/steadfast-run', mode: '0755', text: loadTextContent('web/run.sh') }
  { path: '/usr/local/sbin/steadfast-fetch-password', mode: '0755', text: loadTextContent('web/fetch-password.sh') }
  { path: '/usr/local/sbin/steadfast-watch-termination', mode: '0755', text: loadTextContent('web/watch-termination.sh') }
  { path: '/etc/systemd/system/steadfast-web.service', mode: '0644', text: loadTextContent('web/steadfast-web.service') }
  { path: '/etc/systemd/system/steadfast-fetch-password.service', mode: '0644', text: loadTextContent('web/steadfast-fetch-password.service') }
  { path: '/etc/systemd/system/steadfast-fetch-password.timer', mode: '0644', text: loadTextContent('web/steadfast-fetch-password.timer') }
  { path: '/etc/systemd/system/steadfast-watch-termination.service', mode: '0644', text: loadTextContent('web/steadfast-watch-termination.service') }
]

// Read here and not earlier, when everything that the web servers wait for is there: only a moment lies between this look and their deployment.
module current 'capacity.bicep' = if (deployedBefore) {
  params: { scaleSetName: name }
}

module machines 'scale-set.bicep' = {
  params: {
    name: name
    placement: placement
    zones: zones
    size: size
    // As many as there are: a template that gave its own number would undo what autoscale or a repair has just done.
    capacity: current.?outputs.now ?? minimum
    subnetId: subnetId
    poolId: poolId
    identity: identity
    port: port
    cloudInit: loadTextContent('web/cloud-init.yaml')
    files: files
    // Only a rollout brings it, and a web server starts no container before. It must not wait for the image: on the first deployment that is built
    // after the scale set, and the machines ask for it until it is there.
    release: [{ path: '/etc/steadfast/image', mode: '0644', text: '${image}\n' }]
    takeUp: 'restart steadfast-web steadfast-watch-termination steadfast-fetch-password.timer'
    // The backstop for the day the automation itself is gone. The grace begins anew after every operation on a machine and is longer than any rung
    // of our ladder, so the platform never acts beside us; while an incident is open the automation also suspends it.
    repairGrace: 'PT60M'
    collectionRuleId: collectionRuleId
    sshPublicKey: sshPublicKey
    healing: healing
  }
}

module autoscale 'autoscale.bicep' = {
  params: { scaleSetName: name, placement: placement, minimum: minimum, maximum: maximum, workspaceId: workspaceId }
  dependsOn: [machines]
}

@description('Resource ID of the scale set.')
output id string = machines.outputs.id
