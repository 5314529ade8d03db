# Gives the action group the address of the alert function. The key in it exists only since the code was deployed, so no template can know it.
# Running it again changes nothing, unless the key has been renewed.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/function-keys.ps1"

$function = 'Alerts'
$receiver = 'recovery'

# The group as it shall be. Other receivers stay; what only Azure may set is left out.
function Add-Receiver([hashtable] $Group, [string] $Key) {
    # Square brackets, because a key that is absent is null in them and an error after a dot.
    $properties = $Group['properties']
    $properties.Remove('incidentReceivers')
    foreach ($email in @($properties['emailReceivers'])) { if ($email) { $email.Remove('status') } }
    $others = @($properties['azureFunctionReceivers'] | Where-Object { $_ -and $_['name'] -ne $receiver })
    $properties['azureFunctionReceivers'] = @($others) + @(@{
        name = $receiver
        functionAppResourceId = Get-Site
        functionName = $function
        httpTriggerUrl = "$($env:AZURE_FUNCTION_URL.TrimEnd('/'))/api/alerts?code=$([Uri]::EscapeDataString($Key))"
        useCommonAlertSchema = $true
    })
    @{ location = $Group['location']; tags = $Group['tags']; properties = $properties } | ConvertTo-Json -Depth 20 -Compress -EscapeHandling EscapeNonAscii
}

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_FUNCTION_URL', 'AZURE_ACTION_GROUP_NAME'
$answer = az rest --method get --url (Get-ActionGroup)
if ($LASTEXITCODE -ne 0) { Stop-Hook "the action group $env:AZURE_ACTION_GROUP_NAME could not be read; see above." }
$group = $answer | Out-String | ConvertFrom-Json -AsHashtable
Write-Host "Waiting for the key of the function $function ..."
$key = Wait-Until (Get-Number 'STEADFAST_KEY_MINUTES' 10) { Get-FunctionKey $function }
if (-not $key) { Stop-Hook "the function $function has no key yet. Look at the app's log (az webapp log tail --name $env:AZURE_FUNCTION_APP_NAME --resource-group $env:AZURE_RESOURCE_GROUP), then run 'azd deploy' again." }
Add-Receiver $group $key | az rest --method put --url (Get-ActionGroup) --body '@-' --output none
if ($LASTEXITCODE -ne 0) { Stop-Hook "the action group $env:AZURE_ACTION_GROUP_NAME could not be changed; see above." }
Write-Host 'Alerts reach the automation.'
