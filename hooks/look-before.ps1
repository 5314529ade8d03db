# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the password of the database, the receiver of the action group. Azure is asked each time, because
# a fresh checkout (a pipeline) remembers nothing. And it registers the one provider that a subnet needs before anything makes Azure do so.
. "$PSScriptRoot/terminal.ps1"

function Set-Remembered([string] $Name, [bool] $Value) {
    $text = $Value.ToString().ToLowerInvariant()
    if ([Environment]::GetEnvironmentVariable($Name) -ne $text) { azd env set $Name $text | Out-Null }
}

# The subnet of the Function App is delegated to it. Waits, because a delegation to a provider that is not registered fails.
function Register-Provider([string] $Provider) {
    $state = az provider show --subscription $env:AZURE_SUBSCRIPTION_ID --namespace $Provider --query registrationState --output tsv
    if ($LASTEXITCODE -eq 0 -and $state -eq 'Registered') { return }
    Write-Host "Registering $Provider, which takes a minute or two ..."
    az provider register --subscription $env:AZURE_SUBSCRIPTION_ID --namespace $Provider --wait --only-show-errors --output none
    if ($LASTEXITCODE -ne 0) { Stop-Hook "$Provider is not registered. Ask an owner of the subscription for: az provider register --namespace $Provider --wait" }
}

Assert-Tool az 'See https://aka.ms/azure-cli.'
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
$group = az group list --subscription $env:AZURE_SUBSCRIPTION_ID --tag "azd-env-name=$env:AZURE_ENV_NAME" --query '[0].name' --output tsv
if ($LASTEXITCODE -ne 0) { Stop-Hook 'the subscription could not be read. Run: az login' }
Register-Provider 'Microsoft.App'
$deployed = $false
$wired = $false
$had = $false
if ($group) {
    $types = @(az resource list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $group --query '[].type' --output tsv)
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the resource group $group could not be read; see above." }
    # All that a template takes over from an earlier deployment.
    $needed = 'Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.DBforMySQL/flexibleServers', 'Microsoft.KeyVault/vaults'
    $deployed = @($needed | Where-Object { $types -notcontains $_ }).Count -eq 0
    # The template can keep the receiver only while Azure can look up the key in it. When the app is broken, it must be possible to deploy all the same.
    $receivers = az monitor action-group list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $group --query '[].azureFunctionReceivers[]' --output json
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the action groups of $group could not be read; see above." }
    $app = $receivers | Out-String | ConvertFrom-Json -AsHashtable |
        Where-Object { $_['name'] -eq 'recovery' } | ForEach-Object { $_['functionAppResourceId'] } | Select-Object -First 1
    # What was lost by a deployment that ended half way stays remembered until it is mended.
    $had = [bool] $app -or ($deployed -and $env:AZURE_ALERTS_HAD_RECEIVER -eq 'true')
    if ($app) {
        az rest --method post --url "$arm$app/functions/Alerts/listKeys?api-version=2024-11-01" --output none 2>$null
        $wired = $LASTEXITCODE -eq 0
    }
}
Set-Remembered 'AZURE_DEPLOYED_BEFORE' $deployed
Set-Remembered 'AZURE_ALERTS_WIRED' $wired
Set-Remembered 'AZURE_ALERTS_HAD_RECEIVER' $had
if ($had -ne $wired) {
    Write-Host 'The action group cannot keep the automation through this deployment, because its key cannot be looked up; afterwards it is put back.'
}
if ($deployed) {
    Write-Host "Environment $env:AZURE_ENV_NAME is there already; what has changed since by itself stays as it is."
} else {
    Write-Host "Environment $env:AZURE_ENV_NAME is new."
}
