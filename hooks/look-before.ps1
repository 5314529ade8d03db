# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the password of the database, the receiver of the action group. Azure is asked each time, because
# a fresh checkout (a pipeline) remembers nothing.
. "$PSScriptRoot/terminal.ps1"

function Set-Remembered([string] $Name, [bool] $Value) {
    $text = $Value.ToString().ToLowerInvariant()
    if ([Environment]::GetEnvironmentVariable($Name) -ne $text) { azd env set $Name $text | Out-Null }
}

Assert-Tool az 'See https://aka.ms/azure-cli.'
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
$group = az group list --subscription $env:AZURE_SUBSCRIPTION_ID --tag "azd-env-name=$env:AZURE_ENV_NAME" --query '[0].name' --output tsv
if ($LASTEXITCODE -ne 0) { Stop-Hook 'the subscription could not be read. Run: az login' }
$deployed = $false
$wired = $false
if ($group) {
    $types = @(az resource list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $group --query '[].type' --output tsv)
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the resource group $group could not be read; see above." }
    # All that a template takes over from an earlier deployment.
    $needed = 'Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.DBforMySQL/flexibleServers', 'Microsoft.KeyVault/vaults'
    $deployed = @($needed | Where-Object { $types -notcontains $_ }).Count -eq 0
    # The template can keep the receiver only while Azure can look up the key in it. When the app is broken, it must be possible to deploy all the same.
    $receivers = az monitor action-group list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $group --query '[].azureFunctionReceivers[]' --output json
    $app = $receivers | Out-String | ConvertFrom-Json -AsHashtable |
        Where-Object { $_['name'] -eq 'recovery' } | ForEach-Object { $_['functionAppResourceId'] } | Select-Object -First 1
    if ($app) {
        az rest --method post --url "$arm$app/functions/Alerts/listKeys?api-version=2024-11-01" --output none 2>$null
        $wired = $LASTEXITCODE -eq 0
    }
}
Set-Remembered 'AZURE_DEPLOYED_BEFORE' $deployed
Set-Remembered 'AZURE_ALERTS_WIRED' $wired
if ($deployed) {
    Write-Host "Environment $env:AZURE_ENV_NAME is there already; what has changed since by itself stays as it is."
} else {
    Write-Host "Environment $env:AZURE_ENV_NAME is new."
}
