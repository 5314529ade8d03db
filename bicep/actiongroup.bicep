// Who is told of alerts. The automation and people have a group each, or every alert that heals by itself would be a mail.
import { AlertGroups } from 'alert-groups.bicep'

@description('Name of the automation\'s group.')
param name string

@description('Name of the group of people.')
param peopleName string

@description('Tags of every resource.')
param tags { *: string }

@description('Mail addresses of people.')
param emails string[]

@description('Function App with the alert function.')
param functionAppName string

@description('Host name of the Function App.')
param functionUrl string

@description('Whether the function has a key, which it has once its code was deployed.')
param wired bool

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

// The first receiver is set by the hook "wire-alerts" after the first deployment of code. From then on it is kept here, or a deployment of
// infrastructure alone would cut the automation off. Azure itself looks the key up; it is in no output and no deployment record.
var automation = wired
  ? [
      {
        name: 'recovery'
        functionAppResourceId: app.id
        functionName: 'Alerts'
        httpTriggerUrl: '${functionUrl}/api/alerts?code=${uriComponent(listKeys('${app.id}/functions/Alerts', '2024-11-01').default)}'
        useCommonAlertSchema: true
      }
    ]
  : []

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global' // works while any region is down
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'steadfast'
    azureFunctionReceivers: automation
  }
}

// There without an address too, so that taking the last one out takes it out of the alerts.
resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: peopleName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'stead-people' // at most twelve characters
    emailReceivers: map(emails, (address, index) => { name: 'person${index}', emailAddress: address, useCommonAlertSchema: true })
  }
}

@description('Both groups.')
output groups AlertGroups = { automation: group.id, people: people.id }
