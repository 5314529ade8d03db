// A scale set of machines that anybody may take away at any time.
import { Identity, MachineFile, Placement } from 'types.bicep'

@description('Name of the scale set.')
param name string

@description('Region and tags.')
param placement Placement

@description('Availability zones.')
param zones string[]

@description('Size of a machine.')
param size string

@description('How many there are. Autoscale changes it; a later deployment must give what it finds.')
param capacity int

@description('Subnet.')
param subnetId string

@description('Back-end pool that they join.')
param poolId string

@description('Identity of the machines.')
param identity Identity

@description('Port on which /healthz answers 200 when the machine can serve.')
param port int

@description('What a machine does at its first start and after each reimage: a cloud-init file with a place for the files.')
param cloudInit string

@description('Files that a machine has from its first start. Another content is rolled out batch by batch.')
param files MachineFile[]

@description('Files of the release, which only a rollout brings.')
param release MachineFile[] = []

@description('What a running machine does when one of its files has changed: how systemctl has which units take it up.')
param takeUp string

@description('Whether a rollout goes on while most machines are unhealthy: one that is to heal them could not begin otherwise.')
param healing bool

@description('How long a machine may be unhealthy until the platform itself replaces it.')
param repairGrace string

@description('Data collection rule of the agent.')
param collectionRuleId string

@description('Name of the account that the platform wants.')
param administrator string = 'steadfast'

@description('Public SSH key. Nothing lets SSH through to the machines; the platform wants a key all the same.')
param sshPublicKey string

// Nobody can have the private half: the point is the SHA-256 of "Steadfast: nobody has the private half of this key."
var nobodysKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL0Wq0ClrWn+1bMr1fNHUaoP2TIRXuitpBVZ65slC+QT'

// Custom data reaches a machine at its first start only. So the same files are in the command of an extension, which Azure runs again on each machine
// when it is another one. Cloud-init writes them before the agent that runs extensions starts, so the later word is that of the rollout.
var atFirst = map(files, file => { path: file.path, permissions: file.mode, encoding: 'b64', content: base64(file.text) })
var placed = map(concat(files, release), file => 'place ${file.path} ${file.mode} ${base64(file.text)}\n')
var rollout = '${loadTextContent('web/rollout.sh')}${join(placed, '')}take_up ${takeUp}\n'

resource scaleSet 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' = {
  name: name
  location: placement.location
  tags: placement.tags
  zones: zones
  sku: { name: size, tier: 'Standard', capacity: capacity }
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    orchestrationMode: 'Uniform' // reimage of one machine exists here only
    overprovision: false // spare machines that come and go would look like failures
    singlePlacementGroup: true
    platformFaultDomainCount: 1 // spread as widely as a zone allows
    zoneBalance: false // while a zone is down, replacements come up in the others
    scaleInPolicy: { rules: ['Default'] } // keeps the zones balanced
    upgradePolicy: {
      mode: 'Rolling'
      rollingUpgradePolicy: {
        maxBatchInstancePercent: 20
        maxUnhealthyInstancePercent: healing ? 100 : 50 // one of two may be in repair while a release goes on
        maxUnhealthyUpgradedInstancePercent: 20
        pauseTimeBetweenBatches: 'PT2M' // what the command starts goes on after it has returned; its health must have been seen
        prioritizeUnhealthyInstances: true
        rollbackFailedInstancesOnPolicyBreach: true
      }
      automaticOSUpgradePolicy: {
        enableAutomaticOSUpgrade: true
        useRollingUpgradePolicy: true
        disableAutomaticRollback: false
      }
    }
    // Another action than this one could only be set while repairs are off.
    automaticRepairsPolicy: { enabled: true, gracePeriod: repairGrace, repairAction: 'Replace' }
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'machine'
        adminUsername: administrator
        customData: base64(replace(cloudInit, '<<files>>', string(atFirst)))
        linuxConfiguration: {
          disablePasswordAuthentication: true
          provisionVMAgent: true
          ssh: { publicKeys: [{ path: '/home/${administrator}/.ssh/authorized_keys', keyData: empty(sshPublicKey) ? nobodysKey : sshPublicKey }] }
          patchSettings: { patchMode: 'ImageDefault', assessmentMode: 'ImageDefault' } // the whole system disk is renewed instead
        }
      }
      securityProfile: {
        securityType: 'TrustedLaunch'
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true }
      }
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: '0001-com-ubuntu-server-jammy', sku: '22_04-lts-gen2', version: 'latest' }
        osDisk: { createOption: 'FromImage', caching: 'ReadWrite', managedDisk: { storageAccountType: 'Premium_LRS' } }
      }
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'nic'
            properties: {
              primary: true
              enableAcceleratedNetworking: true
              ipConfigurations: [
                { name: 'ip', properties: { primary: true, subnet: { id: subnetId }, loadBalancerBackendAddressPools: [{ id: poolId }] } }
              ]
            }
          }
        ]
      }
      // Their console outlives them: the automation reads it before it reimages or replaces a machine.
      diagnosticsProfile: { bootDiagnostics: { enabled: true } }
      // Five minutes to drain before a machine is deleted.
      scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout: 'PT5M' } }
      extensionProfile: {
        extensions: [
          {
            // The one source of health, for repairs, upgrades and the instance view. It asks from inside, so a broken network path is not mistaken
            // for a broken machine; that path is what the load balancer's probe sees.
            name: 'health'
            properties: {
              publisher: 'Microsoft.ManagedServices'
              type: 'ApplicationHealthLinux'
              typeHandlerVersion: '1.0' // healthy or not; version 2 takes a plain 200 for unknown
              autoUpgradeMinorVersion: true
              settings: { protocol: 'http', port: port, requestPath: '/healthz', intervalInSeconds: 5, numberOfProbes: 3 }
            }
          }
          {
            // Another command in this line reaches the machines batch by batch, and is taken back when they do not get healthy.
            name: 'release'
            properties: {
              publisher: 'Microsoft.Azure.Extensions'
              type: 'CustomScript'
              typeHandlerVersion: '2.1'
              autoUpgradeMinorVersion: true
              settings: { commandToExecute: rollout }
            }
          }
          {
            name: 'agent'
            properties: {
              publisher: 'Microsoft.Azure.Monitor'
              type: 'AzureMonitorLinuxAgent'
              typeHandlerVersion: '1.33'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              settings: { authentication: { managedIdentity: { 'identifier-name': 'mi_res_id', 'identifier-value': identity.id } } }
            }
          }
        ]
      }
    }
  }
}

resource collection 'Microsoft.Insights/dataCollectionRuleAssociations@2023-03-11' = {
  name: 'machines'
  scope: scaleSet
  properties: { dataCollectionRuleId: collectionRuleId }
}

@description('Resource ID of the scale set.')
output id string = scaleSet.id
