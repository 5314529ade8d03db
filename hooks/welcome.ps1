# The last words of 'azd up': where everything is, what is not as it should be in production, and what to try.
. "$PSScriptRoot/terminal.ps1"

Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_WEB_URL', 'AZURE_FUNCTION_URL'
# Each cloud has a portal of its own.
$portal = if (Get-Command az -CommandType Application -ErrorAction SilentlyContinue) { az cloud show --query endpoints.portal --output tsv 2>$null }
if (-not $portal) { $portal = 'https://portal.azure.com' }
Write-Host @"

Steadfast is up.
  web application  $env:AZURE_WEB_URL
  automation       $($env:AZURE_FUNCTION_URL.TrimEnd('/'))/api/incidents  (needs a function key)
  in the portal    $portal/#resource/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/overview
"@
$servers = try { @("$env:AZURE_DNS_NAME_SERVERS" | ConvertFrom-Json) } catch { @($env:AZURE_DNS_NAME_SERVERS) }
if ($servers) { Write-Host "  name servers     $($servers -join ' ')  (for the parent zone; until then use $env:AZURE_WEB_DIRECT_URL)" }
# The template hands its warnings over as a JSON list of sentences.
$warnings = try { @($env:AZURE_WARNINGS | ConvertFrom-Json) } catch { @($env:AZURE_WARNINGS) }
foreach ($warning in $warnings) { if ($warning) { Write-Host "  warning: $warning" } }
Write-Host @'

Break something: docs/deploy.md, 'Try a failure'. Remove everything: azd down --purge
'@
