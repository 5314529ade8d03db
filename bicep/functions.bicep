// The Function App that repairs the stack, on Flex Consumption. Its code is the service "functions" of azure.yaml.
import { Identity, Placement } from 'types.bicep'
import { automationDefaults } from 'automation-settings.bicep'

@description('Name of the app.')
param name string

@description('Region and tags.')
param placement Placement

@description('Ending of the names.')
param suffix string

@description('Identity it acts with.')
param identity Identity

@description('Subnet for what it calls.')
param subnetId string

@description('Storage account of its own: code, keys and the state of every incident.')
param storageAccountName string

@description('Container with the code.')
param codeContainer string

@description('Address of Application Insights.')
param connectionString string

@description('Instances that are always running, per group. Two are in two zones.')
param alwaysReady int

@description('Address ranges that may call it beside the action group; empty for every address.')
param operatorAddresses string[]

@description('Settings that follow from this stack, over the defaults.')
param settings { *: string }

@description('Workspace for its logs.')
param workspaceId string

var storage = environment().suffixes.storage

// Settings of the host. There is no key and no connection string with one: it signs in to storage and to Application Insights with its identity.
var hostSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString
  AZURE_CLIENT_ID: identity.clientId
  AzureWebJobsStorage__blobServiceUri: 'https://${storageAccountName}.blob.${storage}'
  AzureWebJobsStorage__clientId: identity.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: 'https://${storageAccountName}.queue.${storage}'
  AzureWebJobsStorage__tableServiceUri: 'https://${storageAccountName}.table.${storage}'
  TASKHUB_NAME: 'steadfast'
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${suffix}'
  location: placement.location
  tags: placement.tags
  kind: 'functionapp,linux'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true // Linux
    zoneRedundant: alwaysReady > 1
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: placement.location
  tags: union(placement.tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false // no request belongs to an instance
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: subnetId
    // An action group calls public addresses only. What arrives needs the key of the function it calls.
    publicNetworkAccess: 'Enabled'
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ipSecurityRestrictionsDefaultAction: empty(operatorAddresses) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: concat(
        [{ name: 'ActionGroup', priority: 100, action: 'Allow', tag: 'ServiceTag', ipAddress: 'ActionGroup' }],
        map(
          operatorAddresses,
          (range, index) => { name: 'Operator${index}', priority: 200 + index, action: 'Allow', tag: 'Default', ipAddress: range }
        )
      )
      appSettings: [
        for setting in items(union(hostSettings, automationDefaults, settings)): {
          name: setting.key
          value: setting.value
        }
      ]
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageAccountName}.blob.${storage}/${codeContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: 40 // the least that can be asked for
        alwaysReady: concat(
          // Else a failure waits for a cold start and a slow poll of the queues.
          [{ name: 'durable', instanceCount: alwaysReady }],
          alwaysReady > 1 ? [{ name: 'http', instanceCount: alwaysReady }] : []
        )
      }
    }
  }

  // No sign-in with a user name and a password for deployments either.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noDeploymentPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
    dependsOn: [noFtpPassword]
  }
}

resource toWorkspace 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Address of the app.')
output url string = 'https://${app.properties.defaultHostName}'
