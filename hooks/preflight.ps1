# Before provisioning: says in seconds what a deployment would find out after twenty minutes, and refuses what it would not find out at all,
# such as a profile that silently becomes another one. All problems are told at once; nothing has been created by then. What a setting may be is
# not asked here: bicep/main.bicepparam refuses what means nothing.
# With --check it only looks: nothing is registered and nothing is kept.
. "$PSScriptRoot/terminal.ps1"
. "$PSScriptRoot/deployment.ps1"
. "$PSScriptRoot/region.ps1"

$script:problems = 0
$script:unknowns = 0
$checkOnly = $args -contains '--check'

function Write-Ok([string] $Message) { Write-Host "  ok       $Message" }
function Write-Unknown([string] $Message) {
    Write-Host "  unknown  $Message"
    $script:unknowns++
}
function Write-Problem([string] $Message) {
    Write-Host "  problem  $Message"
    $script:problems++
}

function Assert-Choice {
    if (-not $env:AZURE_ENV_NAME) { Stop-Hook 'AZURE_ENV_NAME is empty. Run: azd env new NAME' }
    Assert-Name
    if (-not $env:AZURE_SUBSCRIPTION_ID -or -not $env:AZURE_LOCATION) {
        Stop-Hook "no subscription or no region is chosen yet. Run: azd env set AZURE_SUBSCRIPTION_ID ID, azd env set AZURE_LOCATION REGION; 'azd up' asks for both, 'azd provision' as the first command only after this hook."
    }
}

# What is asked for, else what is deployed, else small. What is deployed is never changed by the way.
function Select-Profile([hashtable] $Group) {
    $asked = Get-Value 'AZURE_ENVIRONMENT_PROFILE'
    if ($asked -cnotmatch '\A(small|production)?\z') { Stop-Hook "AZURE_ENVIRONMENT_PROFILE is '$asked'; it can be small or production." }
    if (-not $Group.Name) {
        $chosen = $asked ? $asked : 'small'
    } elseif (-not $Group.Profile) {
        if (-not $asked) { Stop-Hook "$($Group.Name) does not tell as what it is deployed. Run: azd env set AZURE_ENVIRONMENT_PROFILE small (or production)" }
        $chosen = $asked
    } else {
        $chosen = $asked ? $asked : $Group.Profile
        if ($chosen -cne $Group.Profile -and (Get-Value 'STEADFAST_CONFIRM_PROFILE') -cne "${env:AZURE_ENV_NAME}:$chosen") {
            Stop-Hook "environment $env:AZURE_ENV_NAME is deployed as $($Group.Profile) and would become $chosen; nothing was changed. To keep it: azd env set AZURE_ENVIRONMENT_PROFILE $($Group.Profile). To change it, read docs/deploy.md, 'Changing the profile', and set STEADFAST_CONFIRM_PROFILE to ${env:AZURE_ENV_NAME}:$chosen for this one command."
        }
    }
    if (-not $checkOnly) { Set-Remembered 'AZURE_ENVIRONMENT_PROFILE' $chosen }
    $chosen
}

# Azure refuses to create what is there, so a template that creates it cannot be deployed twice.
function Test-Replica([string[]] $Types) {
    if ((Get-Value 'AZURE_DATABASE_REPLICA') -eq 'create' -and @($Types -eq 'Microsoft.DBforMySQL/flexibleServers').Count -gt 1) {
        Write-Problem 'the replica of the database is there already. Run: azd env set AZURE_DATABASE_REPLICA keep'
    }
}

function Test-Move([hashtable] $Group) {
    if ($Group.Name -and $region -ne $Group.Region) {
        Write-Problem "environment $env:AZURE_ENV_NAME is in $($Group.Region) and cannot move to $region. Run: azd env set AZURE_LOCATION $($Group.Region); or deploy another environment there."
    }
}

Assert-Az
Assert-Choice
$region = $env:AZURE_LOCATION.Replace(' ', '').ToLowerInvariant()
$group = Find-Group
$chosen = Select-Profile $group
$types = @(Find-Type $group.Name)
Write-Host "Environment $env:AZURE_ENV_NAME in $region, profile ${chosen}:"
Test-Replica $types
Test-Move $group
if ((Test-Complete $types) -and $chosen -eq $group.Profile) { Write-Ok 'it is deployed there already' } else { Test-Region $region }
if ($script:unknowns) { Write-Host "$script:unknowns question(s) were not answered; a deployment may still find out." }
if ($script:problems) { Stop-Hook "$script:problems problem(s); nothing was deployed." }
