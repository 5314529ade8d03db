# After provisioning: when Azure may maintain the database, if AZURE_DATABASE_MAINTENANCE says so. A step of its own, because the service
# refuses a window at the creation of a server and together with any other change.
. "$PSScriptRoot/terminal.ps1"

$text = Get-Value 'AZURE_DATABASE_MAINTENANCE'
if (-not $text) { exit 0 }
Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_DATABASE_NAME'
if ($text -cnotmatch '\A(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01][0-9]|2[0-3]):([0-5][0-9])\z') {
    Stop-Hook "AZURE_DATABASE_MAINTENANCE is '$text'; it can be a day and a time in UTC, for example Sun 03:00."
}
$window = @{
    customWindow = 'Enabled'
    dayOfWeek = @('Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat').IndexOf($Matches[1])
    startHour = [int] $Matches[2]
    startMinute = [int] $Matches[3]
}
@{ properties = @{ maintenanceWindow = $window } } | ConvertTo-Json -Depth 5 -Compress | az rest --method patch --body '@-' --output none `
    --url "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/providers/Microsoft.DBforMySQL/flexibleServers/$($env:AZURE_DATABASE_NAME)?api-version=2024-12-30"
if ($LASTEXITCODE -ne 0) { Stop-Hook "the maintenance window of the database $env:AZURE_DATABASE_NAME could not be set; see above. Run 'azd provision' again." }
Write-Host "The database is maintained on $text UTC."
