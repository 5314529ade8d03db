# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the zones and the password of the database. Azure is asked each time, because a fresh checkout (a
# pipeline) remembers nothing. And it registers the one provider that a subnet needs before anything makes Azure do so.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/deployment.ps1"

# The subnet of the Function App is delegated to it. Waits, because a delegation to a provider that is not registered fails.
function Register-Provider([string] $Provider) {
    $state = az provider show --subscription $env:AZURE_SUBSCRIPTION_ID --namespace $Provider --query registrationState --output tsv
    if ($LASTEXITCODE -eq 0 -and $state -eq 'Registered') { return }
    Write-Host "Registering $Provider, which takes a minute or two ..."
    az provider register --subscription $env:AZURE_SUBSCRIPTION_ID --namespace $Provider --wait --only-show-errors --output none
    if ($LASTEXITCODE -ne 0) { Stop-Hook "$Provider is not registered. Ask an owner of the subscription for: az provider register --namespace $Provider --wait" }
}

# The vault holds the administrator's own password only once the web servers have an account of their own in the database.
function Test-AccountMade([string] $Group) {
    $vault = az keyvault list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $Group --query '[0].id' --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the vault of $Group could not be read; see above." }
    if (-not $vault) { return $false }
    $secrets = az rest --method get --url "$vault/secrets?api-version=2024-11-01" --query 'value[].name' --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the names of the secrets of $Group could not be read; see above." }
    @($secrets) -ccontains 'database-administrator-password'
}

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
$group = Find-Group
$deployed = Test-Complete @(Find-Type $group.Name)
Register-Provider 'Microsoft.App'
$made = $deployed -and (Test-AccountMade $group.Name)
Set-Remembered 'AZURE_DEPLOYED_BEFORE' $deployed.ToString().ToLowerInvariant()
Set-Remembered 'AZURE_DATABASE_ACCOUNT_MADE' $made.ToString().ToLowerInvariant()
if ($deployed) {
    Write-Host "Environment $env:AZURE_ENV_NAME is there already; what has changed since by itself stays as it is."
} else {
    Write-Host "Environment $env:AZURE_ENV_NAME is new."
}
