# Before everything is removed: notes the custom roles of this stack. They belong to the tenant and outlive the resource group, and once
# that is gone, nothing tells which ones they were.
. "$PSScriptRoot/terminal.ps1"

# Azure is asked for the group, because a deployment that failed has left no outputs.
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
$group = az group list --subscription $env:AZURE_SUBSCRIPTION_ID --tag "azd-env-name=$env:AZURE_ENV_NAME" --query '[0].name' --output tsv
if ($LASTEXITCODE -ne 0) { Stop-Hook 'the subscription could not be read. Run: az login' }
if (-not $group) {
    Write-Host 'Nothing was deployed, so there are no roles to remove.'
    exit 0
}
$all = az role definition list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $group --custom-role-only true --output json
if ($LASTEXITCODE -ne 0) { Stop-Hook 'the roles of this stack could not be listed; see above. Nothing was removed.' }

# Their names end with the environment and six characters; bicep/main.bicep makes both.
$pattern = "^Steadfast (recovery|polling) $([Regex]::Escape($env:AZURE_ENV_NAME.ToLowerInvariant()))-[a-z0-9]{6}$"
$roles = $all | Out-String | ConvertFrom-Json -AsHashtable | Where-Object { $_['roleName'] -cmatch $pattern } | ForEach-Object { $_['name'] }
azd env set AZURE_ROLES_TO_REMOVE "$($roles -join ' ')" | Out-Null
