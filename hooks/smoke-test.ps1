# Asks the deployed stack what a visitor and what Azure Monitor ask: the page, an alert without a key, an alert with one.
# The page by the name that Azure gives, because a zone of our own may not be known to the world yet. What is closed to this machine on purpose is asked
# for another way, or told as not tried.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/function-keys.ps1"
. "$PSScriptRoot/inside.ps1"

# Only its own Front Door, which belongs to another stack, may ask for the page from outside.
function Test-Page([string] $Option, [scriptblock] $Likes) {
    $door = Get-Value 'AZURE_ONLY_FRONT_DOOR'
    if ($door) { return Test-Answer '/' "--header X-Azure-FDID:$door $(if ($Option) { "$Option " })" $Likes }
    $response = try { Invoke-WebRequest $env:AZURE_WEB_DIRECT_URL -SkipHttpErrorCheck:(-not $Option) -TimeoutSec 10 } catch { return $false }
    # Problem details are no text to PowerShell.
    & $Likes $(if ($response.Content -is [byte[]]) { [Text.Encoding]::UTF8.GetString($response.Content) } else { $response.Content })
}

function Test-Hello { Test-Page '--fail' { $args[0] -cmatch 'Hello World' } }

function Test-AskedToSignIn {
    Test-Page '' { try { (Get-Property (ConvertFrom-Json $args[0] -AsHashtable) 'code') -ceq 'signIn' } catch { $false } }
}

function Get-StatusWithoutKey {
    try { (Invoke-WebRequest $alerts -Method Post -Body '{}' -ContentType 'application/json' -SkipHttpErrorCheck -TimeoutSec 30).StatusCode } catch { 0 }
}

# Addresses of operators are allowed on purpose, and this machine's need not be one of them.
function Test-KeptOut { (Get-Value 'AZURE_OPERATOR_ADDRESSES') -and (Get-StatusWithoutKey) -eq 403 }

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
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_FUNCTION_URL', 'AZURE_SCALE_SET_NAME', 'AZURE_WEB_DIRECT_URL'
$alerts = "$($env:AZURE_FUNCTION_URL.TrimEnd('/'))/api/alerts"

$how = ''
if (Get-Value 'AZURE_ONLY_FRONT_DOOR') { $how = ' (asked inside a web server, because from outside only its Front Door may ask)' }
$what, $question, $said = 'say Hello World', { Test-Hello }, 'the page says Hello World'
if (Get-Value 'AZURE_SIGN_IN_CLIENT_ID') { $what, $question, $said = 'ask for a sign-in', { Test-AskedToSignIn }, 'the page is for those who are signed in' }
Write-Host "Waiting for $env:AZURE_WEB_DIRECT_URL to $what (the first start takes some minutes) ..."
if (-not (Wait-Until (Get-Number 'STEADFAST_WEB_MINUTES' 30) $question)) {
    Stop-Hook "$env:AZURE_WEB_DIRECT_URL does not $what. docs/deploy.md, 'When it does not come up', says where to look."
}
Write-Host "  ok  $said$how"
if (-not (Wait-Until (Get-Number 'STEADFAST_ALERT_MINUTES' 5) { (Get-StatusWithoutKey) -eq 401 -or (Test-KeptOut) })) {
    Stop-Hook "an alert without a key was answered with $(Get-StatusWithoutKey) instead of 401."
}
if (Test-KeptOut) {
    Write-Host '  --  no alert was tried: the Function App keeps this machine out (403), which is not in AZURE_OPERATOR_ADDRESSES'
    exit 0
}
Write-Host '  ok  an alert without a key is refused'
Test-AlertCloses
Write-Host '  ok  an alert is taken in and closed'
