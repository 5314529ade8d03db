# After provisioning: a new action group, also one that was made anew because somebody had removed it, has no receiver yet. Where the code is
# there already, the group gets it now; else with the code.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/function-keys.ps1"

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_ACTION_GROUP_NAME'
$answer = az rest --method get --url (Get-ActionGroup) | Out-String
if ($LASTEXITCODE -ne 0) { Stop-Hook "the action group $env:AZURE_ACTION_GROUP_NAME could not be read; see above." }
$receivers = Get-Property (ConvertFrom-Json $answer -AsHashtable)['properties'] 'azureFunctionReceivers'
if (@($receivers | Where-Object { $_ -and $_['name'] -eq 'recovery' })) {
    Write-Host 'Alerts reach the automation.'
} elseif (Get-FunctionKey 'Alerts') {
    & "$PSScriptRoot/wire-alerts.ps1"
    exit $LASTEXITCODE
} else {
    Write-Host "Alerts do not reach the automation yet: that follows once its code is deployed ('azd deploy'; 'azd up' does both)."
}
