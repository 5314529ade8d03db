// Option: sign-in in front of the site, and what the web servers are told of it. The credential is their identity, so there is no secret of it.
import { Options } from 'options.bicep'

// Each cloud has an audience of its own.
var endings = { AzureUSGovernment: 'USGov', AzureChinaCloud: 'China' }

@export()
@description('Settings of the sign-in, by name; those of an open site when there is none.')
func signInSettings(options Options, cloud string, loginEndpoint string, tenantId string) { *: string } => {
  SIGN_IN_ADDRESS: options.?signIn.?address ?? ''
  SIGN_IN_AUDIENCE: 'api://AzureADTokenExchange${endings[?cloud] ?? ''}'
  SIGN_IN_AUTHORITY: '${loginEndpoint}${tenantId}/v2.0'
  SIGN_IN_CLIENT: options.?signIn.?clientId ?? ''
  SIGN_IN_GROUPS: join(options.?signIn.?groups ?? [], ',')
  SIGN_IN_MODE: empty(options.?signIn) ? 'none' : 'oidc'
  SIGN_IN_TENANTS: tenantId
}
