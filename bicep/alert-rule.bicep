// One alert rule on a metric.
@description('What the rule looks at, and what follows from it.')
type MetricRule = {
  @description('Name; an alert carries it, and the automation knows the rule by it.')
  name: string

  @description('Reason of the rule, for whoever is woken by it.')
  why: string

  @description('0 critical: users see it. 1: redundancy is gone or a repair is due. 2: will become one of these. 3: to know.')
  @minValue(0)
  @maxValue(4)
  severity: int

  @description('Who takes it on: a handler of functions/Alerts, or "person".')
  handler: string

  @description('REST name of the metric.')
  metric: string

  @description('Namespace of the metric, which is the type of the resource.')
  namespace: string

  @description('Resource ID of what is looked at.')
  scope: string

  @description('How the samples of the window become one value. Only what the metric offers.')
  aggregation: 'Average' | 'Maximum' | 'Minimum' | 'Total'

  @description('How that value is compared.')
  operator: 'GreaterThan' | 'LessThan'

  @description('What it is compared with.')
  threshold: int

  @description('Dimension of which every value is judged by itself.')
  split: string?

  @description('Values of that dimension that count. Default all.')
  only: string[]?
}

@description('The rule.')
param rule MetricRule

@description('Tags of every resource.')
param tags { *: string }

@description('Action groups that are told.')
param told string[]

resource alert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: rule.name
  location: 'global'
  tags: tags
  properties: {
    description: rule.why
    severity: rule.severity
    enabled: true
    scopes: [rule.scope]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true // the automation waits for the Resolved
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: rule.metric
          metricName: rule.metric
          metricNamespace: rule.namespace
          timeAggregation: rule.aggregation
          operator: rule.operator
          threshold: rule.threshold
          dimensions: empty(rule.?split) ? [] : [{ name: rule.?split ?? '', operator: 'Include', values: rule.?only ?? ['*'] }]
          skipMetricValidation: true // a metric appears only once its resource has sent some
        }
      ]
    }
    actions: map(told, group => { actionGroupId: group })
    customProperties: { handler: rule.handler }
  }
}
