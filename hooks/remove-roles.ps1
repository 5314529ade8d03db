# After everything was removed: the custom roles of the stack, and their grants on the subscription, whose holder is gone.
. "$PSScriptRoot/terminal.ps1"

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID'
$subscription = "/subscriptions/$env:AZURE_SUBSCRIPTION_ID"

function Remove-Role([string] $Role) {
    $grants = @(Get-Json role assignment list --scope $subscription) -ne $null
    foreach ($grant in $grants) {
        if ($grant['roleDefinitionId'].EndsWith("/$Role")) { az rest --method delete --url "$($grant['id'])?api-version=2022-04-01" --output none }
    }
    az rest --method delete --url "$subscription/providers/Microsoft.Authorization/roleDefinitions/${Role}?api-version=2022-04-01" --output none
    $LASTEXITCODE -eq 0
}

$left = @("$env:AZURE_ROLES_TO_REMOVE".Split(' ', [StringSplitOptions]::RemoveEmptyEntries) | Where-Object { -not (Remove-Role $_) })
Set-Remembered 'AZURE_ROLES_TO_REMOVE' "$($left -join ' ')"
# Nothing is billed for them and nobody holds them, so this is no reason to fail.
if ($left.Count -gt 0) { Write-Host "These custom roles are still there: $($left -join ' '). Remove them in the portal: Subscriptions, Access control, Roles, those that begin with 'Steadfast'." }
exit 0
