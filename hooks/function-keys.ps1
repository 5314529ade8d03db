# Reads the keys of single functions. A key of one function opens that function only. Dot-sourced after terminal.ps1, never run.
# A key is never an argument of a program, because every user of a machine can list those.
$webApi = '2024-11-01'

function Get-Site {
    "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/$env:AZURE_FUNCTION_APP_NAME"
}

# The app has keys only once its code runs and reaches its storage, which takes a minute or two after a deployment.
# 'az functionapp function keys list' is not used: some versions of it hide the values.
function Get-FunctionKey([string] $Function) {
    $functions = "$arm$(Get-Site)/functions"
    $key = az rest --method post --url "$functions/$Function/listKeys?api-version=$webApi" --query default --output tsv 2>$null
    if ($LASTEXITCODE -ne 0) { return $null }
    if (-not $key) {
        # Somebody removed it. No value is sent, so the app makes one up.
        $key = '{"properties":{"name":"default"}}' |
            az rest --method put --url "$functions/$Function/keys/default?api-version=$webApi" --body '@-' --query properties.value --output tsv 2>$null
        if ($LASTEXITCODE -ne 0) { return $null }
    }
    $key
}
