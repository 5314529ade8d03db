# Reads the keys of single functions. A key of one function opens that function only. Dot-sourced after terminal.ps1, never run.
# A key is never an argument of a program, because every user of a machine can list those; it goes through pipes.
# An address without a host is one of Azure Resource Manager in the cloud to which az is signed in.
$webApi = '2024-11-01'

function Get-Site {
    "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/$env:AZURE_FUNCTION_APP_NAME"
}

# Address of the action group that tells the automation of alerts.
function Get-ActionGroup {
    "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/providers/Microsoft.Insights/actionGroups/$($env:AZURE_ACTION_GROUP_NAME)?api-version=2023-01-01"
}

# The app has keys only once its code runs and reaches its storage, which takes a minute or two after a deployment.
# 'az functionapp function keys list' is not used: some versions of it hide the values.
function Get-FunctionKey([string] $Function) {
    $functions = "$(Get-Site)/functions"
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
