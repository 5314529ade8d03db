# Says what of an environment is deployed already. Dot-sourced after terminal.ps1, never run.

# azd's own rule; a name is also that of a folder.
function Assert-Name {
    if ($env:AZURE_ENV_NAME -notmatch '\A[A-Za-z0-9._()-]{1,64}\z' -or $env:AZURE_ENV_NAME -match '\A\.+\z') {
        Stop-Hook "'$env:AZURE_ENV_NAME' cannot be the name of an environment. A name has 1 to 64 letters, digits, hyphens, dots, underscores and parentheses, and more than dots."
    }
}

# The group of the environment: name, region, profile and suffix, all empty when nothing is deployed. The list is asked for as a whole,
# because quotes and parentheses in an argument do not survive az.cmd.
function Find-Group {
    $groups = @(Get-Json group list --subscription $env:AZURE_SUBSCRIPTION_ID)
    if ($LASTEXITCODE -ne 0) { Stop-Hook 'the subscription could not be read. Run: az login' }
    $group = $groups | Where-Object { $_ -and (Get-Property $_['tags'] 'azd-env-name') -ceq $env:AZURE_ENV_NAME } | Select-Object -First 1
    if (-not $group) {
        # A group that lost its tags is still known by the name that the deployment has handed on.
        $group = $groups |
            Where-Object { $_ -and $_['name'] -eq (Get-Value 'AZURE_RESOURCE_GROUP') -and $null -eq (Get-Property $_['tags'] 'azd-env-name') } |
            Select-Object -First 1
    }
    if (-not $group) { return @{ Name = ''; Region = ''; Profile = ''; Suffix = '' } }
    $deployed = Get-Property $group['tags'] 'steadfast-profile'
    if (-not $deployed) { $deployed = Get-Value 'AZURE_DEPLOYED_PROFILE' }
    @{
        Name = $group['name']
        Region = $group['location'].ToLowerInvariant().Replace(' ', '')
        Profile = $deployed
        Suffix = [string] (Get-Property $group['tags'] 'steadfast-suffix')
    }
}

# The type of each resource of the group.
function Find-Type([string] $Group) {
    if (-not $Group) { return }
    az resource list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $Group --query '[].type' --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the resource group $Group could not be read; see above." }
}

# All that a template takes over from an earlier deployment.
function Test-Complete([string[]] $Types) {
    $needed = 'Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.DBforMySQL/flexibleServers', 'Microsoft.KeyVault/vaults'
    @($needed | Where-Object { $Types -notcontains $_ }).Count -eq 0
}
