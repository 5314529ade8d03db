# After the web servers are up: they have made an account of their own in the database, with the password of its administrator. Now the
# administrator gets another password, which is in the vault and which none of them can read. Running it again changes nothing.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/inside.ps1"

# A web server that reads and writes does so with its own account; it uses the administrator's for nothing but to make that.
function Test-Outside {
    try { (Invoke-RestMethod -Uri "$($env:AZURE_WEB_DIRECT_URL.TrimEnd('/'))/status" -TimeoutSec 10).database.state -in 'ok', 'slow' } catch { $false }
}

function Test-Inside {
    Test-Answer '/status' '' { try { (ConvertFrom-Json $args[0]).database.state -in 'ok', 'slow' } catch { $false } }
}

# The page may be out of reach from here and the web servers fine all the same, so they are asked themselves before it is given up.
function Test-Account([int] $Minutes) {
    if (Test-Closed) { return Wait-Until $Minutes { Test-Inside } }
    (Wait-Until $Minutes { Test-Outside }) -or (Test-Inside)
}

Assert-Az
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_KEY_VAULT_NAME', 'AZURE_DATABASE_NAME', 'AZURE_SCALE_SET_NAME', 'AZURE_WEB_DIRECT_URL'
if ((Get-Value 'AZURE_DATABASE_SIGN_IN') -ceq 'entra' -or (Get-Value 'AZURE_DATABASE_ACCOUNT_MADE') -ceq 'true') { exit 0 }
# As long as a first start may take: nothing has waited for it yet.
if (-not (Test-Account (Get-Number 'STEADFAST_DATABASE_MINUTES' 30))) {
    Stop-Hook "no web server says that it has its account in the database, so they keep the administrator's password. Look at $($env:AZURE_WEB_DIRECT_URL.TrimEnd('/'))/status, then run 'azd hooks run postdeploy'."
}
$providers = "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/providers"
$new = [Convert]::ToBase64String([Security.Cryptography.RandomNumberGenerator]::GetBytes(33)) + 'aA1'
# The vault first: each provision gives the server what the vault holds, so the other way round the next one would undo it.
"{`"properties`":{`"value`":`"$new`"}}" | az rest --method put --body '@-' --output none `
    --url "$providers/Microsoft.KeyVault/vaults/$env:AZURE_KEY_VAULT_NAME/secrets/database-administrator-password?api-version=2024-11-01"
if ($LASTEXITCODE -ne 0) { Stop-Hook "the administrator's password could not be put into the vault $env:AZURE_KEY_VAULT_NAME; see above." }
Set-Remembered 'AZURE_DATABASE_ACCOUNT_MADE' 'true'
"{`"properties`":{`"administratorLoginPassword`":`"$new`"}}" | az rest --method patch --body '@-' --output none `
    --url "$providers/Microsoft.DBforMySQL/flexibleServers/$($env:AZURE_DATABASE_NAME)?api-version=2024-12-30"
if ($LASTEXITCODE -ne 0) {
    Stop-Hook "the database $env:AZURE_DATABASE_NAME did not take the administrator's password, which is in the vault already. Run 'azd provision': it gives it to the server."
}
Write-Host "The web servers have an account of their own in the database; none of them can read the administrator's password."
