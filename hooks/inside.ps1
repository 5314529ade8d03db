# Asks a web server from inside its machine, which goes by way of Resource Manager: the way that is left where nobody but a Front Door or somebody who
# is signed in is let in from outside. It takes half a minute, so it is not asked where the other way works. Dot-sourced after terminal.ps1, never run.

# A sign-in and another stack's Front Door keep this machine out, and are meant to.
function Test-Closed { [bool] ((Get-Value 'AZURE_ONLY_FRONT_DOOR') + (Get-Value 'AZURE_SIGN_IN_CLIENT_ID')) }

# Asks one web server after another, until a question about the answer is answered with yes. No quotes, parentheses or pipes in the command: az.cmd does not let them through.
function Test-Answer([string] $Path, [string] $Options, [scriptblock] $Likes) {
    $inSet = '--subscription', $env:AZURE_SUBSCRIPTION_ID, '--resource-group', $env:AZURE_RESOURCE_GROUP, '--name', $env:AZURE_SCALE_SET_NAME
    $ids = az vmss list-instances @inSet --query '[].instanceId' --output tsv
    if ($LASTEXITCODE -ne 0) { return $false }
    foreach ($id in $ids) {
        $result = Get-Json vmss run-command invoke @inSet --instance-id $id --command-id RunShellScript --scripts "curl --silent --max-time 10 ${Options}http://localhost:8080$Path"
        if (-not $result) { continue }
        # "Enable succeeded: [stdout] ... [stderr] ...", each on lines of its own.
        $message = try { [string] $result['value'][0]['message'] } catch { '' }
        $answer = $message -split '\[stdout\]', 2 | Select-Object -Skip 1
        $answer = ([string] $answer -split '\[stderr\]', 2)[0].Trim()
        if (& $Likes $answer) { return $true }
    }
    $false
}
