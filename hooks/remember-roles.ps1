# Before everything is removed: notes the custom roles of this stack. They belong to the tenant and outlive the resource group, and once
# that is gone, nothing tells which ones they were.
. "$PSScriptRoot/terminal.ps1"

if (-not $env:AZURE_RESOURCE_GROUP -or -not $env:AZURE_FUNCTION_APP_NAME) {
    Write-Host 'Nothing was deployed, so there are no roles to remove.'
    exit 0
}
# Their names end as that of the Function App does; bicep/main.bicep makes both.
$suffix = $env:AZURE_FUNCTION_APP_NAME -replace '^func-'
$all = az role definition list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP --custom-role-only true --output json
if ($LASTEXITCODE -ne 0) { Stop-Hook 'the roles of this stack could not be listed; see above. Nothing was removed.' }
$roles = $all | Out-String | ConvertFrom-Json -AsHashtable |
    Where-Object { $_['roleName'] -in "Steadfast recovery $suffix", "Steadfast polling $suffix" } | ForEach-Object { $_['name'] }
azd env set AZURE_ROLES_TO_REMOVE "$($roles -join ' ')" | Out-Null
