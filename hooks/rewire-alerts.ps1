# After provisioning: the template has set the action group back to what it knows, which is a group without the function's key.
. "$PSScriptRoot/terminal.ps1"

if ($env:AZURE_ALERTS_WIRED -ne 'true' -and $env:AZURE_ALERTS_HAD_RECEIVER -ne 'true') {
    Write-Host "Alerts do not reach the automation yet: that follows once its code is deployed ('azd deploy'; 'azd up' does both)."
    exit 0
}
& "$PSScriptRoot/wire-alerts.ps1"
if ($LASTEXITCODE -ne 0) { Stop-Hook "alerts reached the automation before and do not now. Run 'azd deploy': it brings the code and wires them." }
