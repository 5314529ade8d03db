// Alert rules on the logs: whether the automation itself is alive.
import { AlertGroups, told } from 'alert-groups.bicep'
import { Placement } from 'types.bicep'

@description('Region and tags.')
param placement Placement

@description('Who can be told.')
param groups AlertGroups

@description('Workspace of the logs.')
param workspaceId string

var rules = [
  {
    // True once in each half hour: Azure resolves an alert only after three looks in a row without it, so it could not come more often. Counting
    // gives one row even where there is none to count, so the rule needs no data.
    name: 'synthetic-alert'
    severity: 4
    handler: 'synthetic'
    why: 'Nothing is wrong: this alert shows that alerts arrive.'
    query: 'AppTraces | take 1 | summarize count() | where datetime_part("minute", now()) % 30 < 5 | project TimeGenerated = now()'
    window: 'PT5M'
  }
  {
    name: 'automation-silent'
    severity: 1
    handler: 'person'
    why: 'No synthetic alert has reached the automation for two hours: it would not learn of a real one either.'
    // The metrics tell that the stack is older than that, also where the app has never said a word: a new one is not silent yet.
    query: 'AppTraces | union AzureMetrics | summarize seen = countif(Message has "synthetic-alert" and TimeGenerated > ago(2h)), oldest = min(TimeGenerated) | where seen == 0 and oldest < ago(2h) | project TimeGenerated = now()'
    window: 'PT2H'
    range: 'P1D'
  }
  {
    name: 'automation-failing'
    severity: 2
    handler: 'person'
    why: 'Requests or functions of the automation fail.'
    // By what the host of the functions says. The web application fails for reasons that others look at.
    query: 'AppRequests | where AppRoleName !in ("steadfast-webapp", "steadfast-functions") and Success == false and toint(ResultCode) !between (400 .. 499) | summarize failed = count() | where failed > 5'
    window: 'PT15M'
  }
]

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: rule.name
    location: placement.location
    tags: placement.tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.why
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      ...(contains(rule, 'range') ? { overrideQueryTimeRange: rule.?range } : {})
      autoMitigate: true
      skipQueryValidation: true // on a new workspace the tables appear with their first row
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: told(groups, rule.handler, rule.severity), customProperties: { handler: rule.handler } }
    }
  }
]
