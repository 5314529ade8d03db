// Option: a mail before the month gets dearer than it should.
@description('Monthly amount in the currency of the subscription.')
param amount int

@description('Who gets the mails.')
param emails string[]

@description('First month, as yyyy-MM-01.')
param start string

var warnings = {
  half: { threshold: 50, thresholdType: 'Actual' }
  most: { threshold: 90, thresholdType: 'Actual' }
  foreseen: { threshold: 110, thresholdType: 'Forecasted' }
}

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'steadfast'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: mapValues(warnings, warning => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: warning.threshold
      thresholdType: warning.thresholdType
      contactEmails: emails
    })
  }
}
