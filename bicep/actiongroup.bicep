// Who is told of alerts. The automation and people have groups of their own, or every alert that heals by itself would be a mail.
import { AlertGroups } from 'alert-groups.bicep'
import { Names } from 'names.bicep'

@description('Name of every resource.')
param names Names

@description('Tags of every resource.')
param tags { *: string }

@description('Mail addresses of people.')
param emails string[]

// Made once and never changed by a deployment. Its receiver, which carries the key of the alert function, comes by the hook "wire-alerts" once
// there is code; a template that wrote the group again would cut the automation off.
@onlyIfNotExists()
resource automation 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: names.actionGroup
  location: 'global' // works while any region is down
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'steadfast'
  }
}

// Made once too: telephones, chat rooms and the like, that people give it in the portal, stay in it.
@onlyIfNotExists()
resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: names.peopleGroup
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'stead-people' // at most twelve characters
  }
}

// There without an address too, so that taking the last one out takes it out of the alerts.
resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: names.mailGroup
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'stead-mail'
    emailReceivers: map(emails, (address, index) => { name: 'person${index}', emailAddress: address, useCommonAlertSchema: true })
  }
}

@description('The groups.')
output groups AlertGroups = { automation: automation.id, people: people.id, mail: mail.id }
