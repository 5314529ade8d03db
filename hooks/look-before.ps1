# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the zones and the password of the database, the start of the budget. Azure is asked each time, because a fresh checkout (a
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

# Azure begins no batch of a rollout while more machines are unhealthy than the template allows, not even one that would heal them. One whose health is
# not known counts as unhealthy, as it does for Azure.
function Test-MostUnhealthy([string] $Group) {
    $sets = az vmss list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $Group --query '[].name' --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the scale sets of $Group could not be read; see above." }
    foreach ($set in $sets) {
        $machines = @(Get-Json vmss list-instances --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $Group --name $set --expand instanceView)
        if ($LASTEXITCODE -ne 0) { Stop-Hook "the machines of $set could not be read; see above." }
        $unhealthy = @($machines | Where-Object { $_ -and (Get-Property (Get-Property (Get-Property (Get-Property $_ 'instanceView') 'vmHealth') 'status') 'code') -ne 'HealthState/healthy' })
        if ($unhealthy.Count * 2 -gt $machines.Count) {
            Write-Host "More than half of the machines of $set are unhealthy. A rollout may begin all the same, because it may be what heals them."
            return $true
        }
    }
    $false
}

# Azure refuses to change the start of a budget, and to make one whose start lies too far back.
function Find-Budget([string] $Group) {
    $budgets = Get-Json rest --method get --url "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$Group/providers/Microsoft.Consumption/budgets?api-version=2023-11-01"
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the budget of $Group could not be read; see above." }
    $own = @(Get-Property $budgets 'value') | Where-Object { (Get-Property $_ 'name') -ceq 'steadfast' } | Select-Object -First 1
    $start = Get-Property (Get-Property (Get-Property $own 'properties') 'timePeriod') 'startDate'
    # PowerShell makes a time of it.
    if ($start -is [DateTime]) { $start = $start.ToUniversalTime().ToString('yyyy-MM-dd') }
    Set-Remembered 'AZURE_BUDGET_START' ([string] $start -replace 'T.*$')
}

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
$group = Find-Group
$deployed = Test-Complete @(Find-Type $group.Name)
Register-Provider 'Microsoft.App'
$unhealthy = $false
$made = $deployed -and (Test-AccountMade $group.Name)
if ($deployed) {
    $unhealthy = Test-MostUnhealthy $group.Name
    if (Get-Value 'AZURE_MONTHLY_BUDGET') { Find-Budget $group.Name }
}
Set-Remembered 'AZURE_DEPLOYED_BEFORE' $deployed.ToString().ToLowerInvariant()
Set-Remembered 'AZURE_DATABASE_ACCOUNT_MADE' $made.ToString().ToLowerInvariant()
$before = Get-Value 'AZURE_MOST_ARE_UNHEALTHY'
if (-not $before) { $before = 'false' }
if ($before -cne $unhealthy.ToString().ToLowerInvariant()) { Set-Remembered 'AZURE_MOST_ARE_UNHEALTHY' $unhealthy.ToString().ToLowerInvariant() }
if ($deployed) {
    Write-Host "Environment $env:AZURE_ENV_NAME is there already; what has changed since by itself stays as it is."
} else {
    Write-Host "Environment $env:AZURE_ENV_NAME is new."
}
