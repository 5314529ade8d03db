# Before everything is removed: notes the custom roles of this stack. They belong to the tenant and outlive the resource group, and once
# that is gone, nothing tells which ones they were.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/deployment.ps1"

# Azure is asked for the group, because a deployment that failed has left no outputs.
Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
$group = Find-Group
if (-not $group.Name) {
    Write-Host 'Nothing was deployed, so there are no roles to remove.'
    exit 0
}
$all = @(Get-Json role definition list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $group.Name --custom-role-only true)
if ($LASTEXITCODE -ne 0) { Stop-Hook 'the roles of this stack could not be listed; see above. Nothing was removed.' }
# Their names end as all names of the stack do, and the group has that ending in a tag; bicep/main.bicep makes both.
$names = 'recovery', 'identity use', 'polling' | ForEach-Object { "Steadfast $_ $($group.Suffix)" }
$roles = $all | Where-Object { $_ -and $names -ccontains $_['roleName'] } | ForEach-Object { $_['name'] }
Set-Remembered 'AZURE_ROLES_TO_REMOVE' "$($roles -join ' ')"
