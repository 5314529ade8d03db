// Who is told of alerts: the automation and people.
@description('Name of the group.')
param name string

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
    emailReceivers: map(emails, (address, index) => { name: 'person${index}', emailAddress: address, useCommonAlertSchema: true })
  }
}

@description('Resource ID of the group.')
output id string = group.id
