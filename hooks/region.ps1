# Looks whether the region has what the profile needs, and the subscription enough of it. Dot-sourced by preflight.ps1, never run.
# A question that Azure does not answer is reported as unknown and stops nothing.
$providers = 'Microsoft.AlertsManagement', 'Microsoft.App', 'Microsoft.Compute', 'Microsoft.ContainerRegistry', 'Microsoft.DBforMySQL', 'Microsoft.Insights',
    'Microsoft.KeyVault', 'Microsoft.ManagedIdentity', 'Microsoft.Network', 'Microsoft.OperationalInsights', 'Microsoft.Storage', 'Microsoft.Web'

# A value of the profile, as bicep/profiles.bicep has it.
function Get-ProfileValue([string] $Name) {
    $part = [Regex]::Match([IO.File]::ReadAllText("$root/bicep/profiles.bicep"), "(?ms)^var $chosen = \{.*?^\}").Value
    $value = [Regex]::Match($part, "(?m)^  ${Name}: (.*?)\r?$").Groups[1].Value -replace "[\[\]',]", ''
    if (-not $value) { Stop-Hook "bicep/profiles.bicep has no $Name for $chosen." }
    $value
}

function Test-Provider {
    $all = @(Get-Json provider list --subscription $env:AZURE_SUBSCRIPTION_ID --query '[].{name:namespace,state:registrationState}') -ne $null
    if (-not $all) { Write-Unknown 'which resource providers are registered'; return }
    $registered = @($all | Where-Object { $_['state'] -eq 'Registered' } | ForEach-Object { $_['name'] })
    $missing = @($providers | Where-Object { $registered -notcontains $_ })
    if (-not $missing) { Write-Ok 'resource providers are registered' }
    foreach ($each in $missing) {
        if ($checkOnly) { Write-Ok "$each will be registered"; continue }
        az provider register --subscription $env:AZURE_SUBSCRIPTION_ID --namespace $each --only-show-errors --output none
        if ($LASTEXITCODE -eq 0) { Write-Ok "$each is being registered" } else {
            Write-Problem "$each is not registered. Ask an owner of the subscription for: az provider register --namespace $each"
        }
    }
}

# Gives the size of a machine as Azure describes it, or nothing.
function Test-Machine([string] $Region) {
    $size = Get-ProfileValue 'webSize'
    $wanted = (Get-ProfileValue 'zones').Split(' ')
    $text = az vm list-skus --subscription $env:AZURE_SUBSCRIPTION_ID --location $Region --resource-type virtualMachines --size $size --all --output json | Out-String
    if ($LASTEXITCODE -ne 0 -or -not $text.Trim()) { Write-Unknown "sizes of machines in $Region"; return }
    $sku = @(ConvertFrom-Json $text -AsHashtable) | Where-Object { $_ -and $_['name'] -eq $size } | Select-Object -First 1
    if (-not $sku) { Write-Problem "$Region has no $size. Choose another region."; return }
    $restrictions = @(Get-Property $sku 'restrictions') -ne $null
    if ($restrictions | Where-Object { $_['type'] -eq 'Location' }) {
        Write-Problem "this subscription may not use $size in $Region. Ask for it: https://aka.ms/azureskunotavailable"
    } else {
        # The very zones of the template: two others and one more do not make up for a third.
        $closed = @($restrictions | Where-Object { $_['type'] -eq 'Zone' } | ForEach-Object { $_['restrictionInfo']['zones'] })
        $offered = @(@($sku['locationInfo'])[0]['zones'])
        $lacking = @($wanted | Where-Object { $offered -notcontains $_ -or $closed -contains $_ })
        if ($lacking) { Write-Problem "$size is not offered in zone $($lacking -join ' ') of $Region. Choose another region." } else { Write-Ok "$size in zone $($wanted -join ' ')" }
    }
    $sku
}

# Cores that the stack has already are not asked for again.
function Test-Core([string] $Region, [hashtable] $Sku, [string] $Group) {
    $all = @(Get-Json vm list-usage --subscription $env:AZURE_SUBSCRIPTION_ID --location $Region) -ne $null
    if (-not $all) { Write-Unknown "quota of cores in $Region"; return }
    $cores = @($Sku['capabilities'] | Where-Object { $_['name'] -eq 'vCPUs' } | ForEach-Object { [int] $_['value'] }) + 2 | Select-Object -First 1
    $owned = 0
    if ($Group) {
        $sets = @(Get-Json vmss list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $Group) -ne $null
        foreach ($set in $sets) { if ($set['sku']['name'] -eq $Sku['name']) { $owned += [int] $set['sku']['capacity'] * $cores } }
    }
    $machines = [int] (Get-ProfileValue 'webMaximum')
    if ((Get-Value 'AZURE_TIERED') -eq 'true') { $machines += [int] (Get-ProfileValue 'webMinimum') }
    $needed = $machines * $cores - $owned
    Test-Quota $all $Sku['family'] "of $($Sku['family'])" $needed $machines
    Test-Quota $all 'cores' 'of all families together' $needed $machines
}

function Test-Quota([object[]] $Usage, [string] $Name, [string] $What, [int] $Needed, [int] $Machines) {
    $one = $Usage | Where-Object { $_['name']['value'] -ceq $Name } | Select-Object -First 1
    if (-not $one) { Write-Unknown "quota of cores $What"; return }
    $free = [long] $one['limit'] - [long] $one['currentValue']
    if ($free -ge $Needed) { Write-Ok "$free cores $What free, $Needed needed at most" } else {
        Write-Problem "$free cores $What free, $Needed needed at most ($Machines machines). Raise the quota: https://aka.ms/azurequota"
    }
}

function Test-Database([string] $Region) {
    $size = Get-ProfileValue 'databaseSize'
    $standby = Get-ProfileValue 'databaseStandby'
    $offers = az mysql flexible-server list-skus --subscription $env:AZURE_SUBSCRIPTION_ID --location $Region --output json | Out-String
    if ($LASTEXITCODE -ne 0 -or $offers.Trim() -in '', '[]') { Write-Unknown "MySQL in $Region"; return }
    if (-not $offers.Contains("`"$size`"")) {
        Write-Problem "MySQL Flexible Server of the size $size is not offered in $Region. Choose another region."
    } elseif ($standby -eq 'true' -and -not $offers.Contains('"ZoneRedundant"')) {
        Write-Problem "MySQL has no zone-redundant high availability in $Region. Choose another region."
    } else {
        Write-Ok "MySQL Flexible Server $size"
    }
}

# The second copy of the backups is kept in the paired region, and newer regions have none.
function Test-Backup([string] $Region) {
    $wanted = Get-Value 'AZURE_GEO_BACKUP'
    if (-not $wanted) { $wanted = Get-ProfileValue 'geoRedundantBackup' }
    if ($wanted -ne 'true') { return }
    $locations = Get-Property (Get-Json rest --method get --url "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/locations?api-version=2022-12-01") 'value'
    if (-not $locations) { Write-Unknown "paired region of $Region"; return }
    $here = $locations | Where-Object { $_['name'] -ceq $Region } | Select-Object -First 1
    if ($here -and @(Get-Property $here['metadata'] 'pairedRegion') -ne $null) { Write-Ok 'paired region for the backups' } else {
        Write-Problem "$Region has no paired region for a second copy of the backups. Choose another region, or set AZURE_GEO_BACKUP to false."
    }
}

function Test-Functions([string] $Region) {
    $what = 'Functions Flex Consumption'
    $command = 'functionapp', 'list-flexconsumption-locations'
    # More than one instance is spread over the zones, see bicep/functions.bicep.
    if ([int] (Get-ProfileValue 'automationInstances') -gt 1) {
        $what = "$what in several zones"
        $command += '--zone-redundant', 'true'
    }
    $regions = @(Get-Json @command --subscription $env:AZURE_SUBSCRIPTION_ID) -ne $null
    if (-not $regions) { Write-Unknown "regions of $what"; return }
    if ($regions | Where-Object { $_['name'].Replace(' ', '').ToLowerInvariant() -ceq $Region }) { Write-Ok $what } else {
        Write-Problem "$what is not offered in $Region. Choose another region: az $($command -join ' ')"
    }
}

# A registry builds no image for a subscription that lives on free credits.
function Test-Image {
    if ($env:AZURE_WEB_IMAGE_SOURCE) { return }
    $subscription = Get-Json rest --method get --url "/subscriptions/${env:AZURE_SUBSCRIPTION_ID}?api-version=2022-12-01"
    $offer = Get-Property (Get-Property $subscription 'subscriptionPolicies') 'quotaId'
    if (-not $offer) { Write-Unknown 'whether the registry may build the web image'; return }
    if ($offer -cnotmatch '^(FreeTrial|AzureForStudents|AzurePass|DreamSpark)_') { Write-Ok 'the registry builds the web image' } elseif (Test-Docker) {
        Write-Ok "Docker builds the web image, because the offer of this subscription ($offer) lets no registry build"
    } else {
        Write-Problem "the offer of this subscription ($offer) lets no registry build the web image. Start Docker, which then builds it here, or set AZURE_WEB_IMAGE_SOURCE to an image that is built already."
    }
}

function Test-Region([string] $Region) {
    Test-Provider
    $sku = Test-Machine $Region
    if ($sku) { Test-Core $Region $sku $group.Name }
    Test-Database $Region
    Test-Backup $Region
    Test-Functions $Region
    Test-Image
}
