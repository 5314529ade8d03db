# Asks the deployed stack what a visitor and what Azure Monitor ask: the page, an alert without a key, an alert with one.
# The page by the name that Azure gives, because a zone of our own may not be known to the world yet.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/function-keys.ps1"

function Test-Hello {
    try { (Invoke-WebRequest $env:AZURE_WEB_DIRECT_URL -TimeoutSec 10).Content -match 'Hello World' } catch { $false }
}

function Get-StatusWithoutKey {
    try { (Invoke-WebRequest $alerts -Method Post -Body '{}' -ContentType 'application/json' -SkipHttpErrorCheck -TimeoutSec 30).StatusCode } catch { 0 }
}

# Nothing is wrong in this alert: it is the one that proves the way from a rule to its handler.
function New-SyntheticAlert([string] $Id, [string] $Condition) {
    $now = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
    @{
        schemaId = 'azureMonitorCommonAlertSchema'
        data = @{
            essentials = @{
                alertId = $Id; alertRule = 'synthetic-alert'; severity = 'Sev4'; signalType = 'Log'; monitorCondition = $Condition
                monitoringService = 'Log Alerts V2'; alertTargetIDs = @(); configurationItems = @(); firedDateTime = $now
                essentialsVersion = '1.0'; alertContextVersion = '1.0'
            }
            alertContext = @{}
        }
    } | ConvertTo-Json -Depth 10
}

# In this process, so that no key is an argument of another one.
function Send-Alert([string] $Key, [string] $Id, [string] $Condition) {
    try { (Invoke-RestMethod $alerts -Method Post -Headers @{ 'x-functions-key' = $Key } -Body (New-SyntheticAlert $Id $Condition) -ContentType 'application/json' -TimeoutSec 30).id } catch { $null }
}

function Test-Outcome([string] $Key, [string] $Intake) {
    try {
        # Not piped: Invoke-RestMethod hands on a list as one object.
        $list = Invoke-RestMethod $alerts -Headers @{ 'x-functions-key' = $Key } -TimeoutSec 30
        foreach ($one in $list) { if ($one.id -eq $Intake -and $one.outcome) { return $true } }
        $false
    } catch { $false }
}

function Test-AlertCloses {
    $maySend = Get-FunctionKey 'Alerts'
    $mayList = Get-FunctionKey 'ListAlerts'
    if (-not $maySend -or -not $mayList) { Stop-Hook "the functions Alerts and ListAlerts have no keys; run 'azd deploy' again." }
    $alert = "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/providers/Microsoft.AlertsManagement/alerts/smoke-$([Guid]::NewGuid())"
    foreach ($condition in 'Fired', 'Resolved') {
        $intake = Send-Alert $maySend $alert $condition
        if (-not $intake) { Stop-Hook "the alert function did not take the alert ($condition)." }
        if (-not (Wait-Until (Get-Number 'STEADFAST_ALERT_MINUTES' 5) { Test-Outcome $mayList $intake })) {
            Stop-Hook "alert $intake ($condition) was taken in but not handled. Look at the app's log: az webapp log tail --name $env:AZURE_FUNCTION_APP_NAME --resource-group $env:AZURE_RESOURCE_GROUP"
        }
    }
}

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_FUNCTION_URL', 'AZURE_WEB_DIRECT_URL'
$alerts = "$($env:AZURE_FUNCTION_URL.TrimEnd('/'))/api/alerts"

Write-Host "Waiting for $env:AZURE_WEB_DIRECT_URL to say Hello World (the first start takes some minutes) ..."
if (-not (Wait-Until (Get-Number 'STEADFAST_WEB_MINUTES' 30) { Test-Hello })) {
    Stop-Hook "$env:AZURE_WEB_DIRECT_URL does not say Hello World. docs/deploy.md, 'When it does not come up', says where to look."
}
Write-Host '  ok  the page says Hello World'
if (-not (Wait-Until (Get-Number 'STEADFAST_ALERT_MINUTES' 5) { (Get-StatusWithoutKey) -eq 401 })) {
    Stop-Hook "an alert without a key was answered with $(Get-StatusWithoutKey) instead of 401."
}
Write-Host '  ok  an alert without a key is refused'
Test-AlertCloses
Write-Host '  ok  an alert is taken in and closed'
