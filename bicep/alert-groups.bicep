// Who is told of which alert.
@export()
@description('Who can be told of an alert.')
type AlertGroups = {
  @description('Action group of the automation.')
  automation: string

  @description('Action group that people give receivers to.')
  people: string

  @description('Action group of the mail addresses that a deployment names.')
  mail: string
}

@export()
@description('Who is told of an alert. People only of what a person must look at: what the automation heals by itself it tells when it could not.')
func told(groups AlertGroups, handler string, severity int) string[] =>
  severity == 0 || contains(['person', 'database'], handler) ? [groups.automation, groups.mail, groups.people] : [groups.automation]
