// What is refused before anything is created: Azure would find it out after a quarter of an hour, or never.
import { automationDefaults } from 'automation-settings.bicep'
import { Options } from 'options.bicep'
import { Profile } from 'types.bicep'

var days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

func twoDigits(below int) string[] => map(range(0, below), number => padLeft(number, 2, '0'))

func times() string[] => flatten(map(twoDigits(24), hour => map(twoDigits(60), minute => '${hour}:${minute}')))

func isWindow(text string) bool =>
  empty(text) || (contains(days, take(text, 3)) && contains(times(), skip(text, 4)) && text == '${take(text, 3)} ${skip(text, 4)}')

func hasEdge(options Options, profile Profile) bool =>
  !empty(options.?onlyFrontDoor) || ((options.?edge ?? 'byProfile') == 'byProfile' ? profile.edge : options.?edge == 'on')

func wrongSignIn(options Options, profile Profile) string =>
  empty(options.?signIn)
    ? ''
    : !startsWith(options.?signIn.?address ?? '', 'https://') || endsWith(options.?signIn.?address ?? '', '/')
        ? 'The address of the site is \'${options.?signIn.?address}\': write it with https and without a path, for example https://staging.example.org (AZURE_SIGN_IN_ADDRESS).'
        : hasEdge(options, profile)
            ? ''
            : 'Sign-in needs https, and without Front Door the site has none: set AZURE_EDGE to on, AZURE_ONLY_FRONT_DOOR to the Front Door of another stack, or no AZURE_SIGN_IN_CLIENT_ID.'

@export()
@description('The profile, if the options are possible with it.')
func possibleWith(options Options, profile Profile) Profile =>
  profile.databaseTier == 'Burstable' && !empty(options.?replica)
    ? fail('A read replica needs a larger database than Burstable: choose the profile production (AZURE_ENVIRONMENT_PROFILE), or no replica (AZURE_DATABASE_REPLICA).')
    : profile.databaseTier == 'Burstable' && !empty(options.?maintenance)
        ? fail('A maintenance window needs a larger database than Burstable: choose the profile production (AZURE_ENVIRONMENT_PROFILE), or no window (AZURE_DATABASE_MAINTENANCE).')
        : isWindow(options.?maintenance ?? '')
            ? (empty(wrongSignIn(options, profile)) ? profile : fail(wrongSignIn(options, profile)))
            : fail('The maintenance window is \'${options.?maintenance}\': write a day and a time in UTC, for example Sun 03:00 (AZURE_DATABASE_MAINTENANCE).')

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
