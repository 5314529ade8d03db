// What is refused before anything is created: Azure would find it out after a quarter of an hour, or never.
import { automationDefaults } from 'automation-settings.bicep'
import { Options } from 'options.bicep'
import { Profile } from 'types.bicep'

@export()
@description('The profile, if the options are possible with it.')
func possibleWith(options Options, profile Profile) Profile =>
  empty(options.?replica) || profile.databaseTier != 'Burstable'
    ? profile
    : fail('A read replica needs a larger database than Burstable: choose the profile production (AZURE_ENVIRONMENT_PROFILE), or no replica (AZURE_DATABASE_REPLICA).')

@export()
@description('Settings of the automation, if it knows them all.')
func knownSettings(settings { *: string }) { *: string } =>
  toObject(
    items(settings),
    setting => setting.key,
    setting =>
      !contains(automationDefaults, setting.key)
        ? fail('The automation has no setting \'${setting.key}\' that a deployment may choose: bicep/automation-settings.bicep lists them (AZURE_AUTOMATION_SETTINGS).')
        : startsWith(setting.key, 'Modes__') && !contains(['Approve', 'Auto', 'Observe'], setting.value)
            ? fail('${setting.key} is \'${setting.value}\': set it to Auto, Approve or Observe (AZURE_AUTOMATION_SETTINGS).')
            : setting.value
  )
