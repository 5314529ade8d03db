# Sees to it that the registry holds the image of the web application, under a tag made of what is in it.
# AZURE_WEB_IMAGE_SOURCE names an image that is built already and only has to be copied; then the tag is made of that name.
# Runs before provisioning, so that the scale set is told the tag, and after it, because at first there is no registry to build in.
# The same content has the same tag: nothing is built and no web server is replaced unless the application changed.
. "$PSScriptRoot/terminal.ps1"

$repository = 'steadfast-web'
$folder = Join-Path ([IO.Path]::GetTempPath()) "steadfast-image.$([Guid]::NewGuid().ToString('N'))"
$context = Join-Path $folder 'context'

# Only what the Dockerfile copies. The repository's own folder may hold settings of developers, which must not leave their machine.
function Copy-Context {
    New-Item -ItemType Directory -Force -Path $context | Out-Null
    foreach ($file in '.editorconfig', 'BannedSymbols.txt', 'Directory.Build.props', 'Directory.Packages.props', 'global.json') {
        Copy-Item (Join-Path $root $file) $context
    }
    $webapp = Join-Path $root 'webapp'
    Get-ChildItem $webapp -Recurse -File -Force | ForEach-Object {
        $relative = [IO.Path]::GetRelativePath($webapp, $_.FullName)
        if ($relative -notmatch '(^|[\\/])(bin|obj|kubernetes)[\\/]') {
            $target = Join-Path $context 'webapp' $relative
            New-Item -ItemType Directory -Force -Path (Split-Path -Parent $target) | Out-Null
            Copy-Item $_.FullName $target
        }
    }
}

function Get-Checksum([byte[]] $Bytes) { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($Bytes)).ToLowerInvariant().Substring(0, 12) }

function Get-ContentTag {
    $names = [string[]] @(Get-ChildItem $context -Recurse -File -Force | ForEach-Object { './' + [IO.Path]::GetRelativePath($context, $_.FullName).Replace('\', '/') })
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $lines = foreach ($name in $names) { "$((Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $context $name)).Hash.ToLowerInvariant())  $name`n" }
    Get-Checksum ([Text.Encoding]::UTF8.GetBytes(-join $lines))
}

# A fresh checkout (a pipeline) does not know the registry of an earlier deployment, and building only after provisioning would replace
# web servers by ones that wait for their image.
function Find-Registry {
    if ($env:AZURE_CONTAINER_REGISTRY_NAME) { return $env:AZURE_CONTAINER_REGISTRY_NAME }
    $all = @(Get-Json acr list --subscription $env:AZURE_SUBSCRIPTION_ID)
    if ($LASTEXITCODE -ne 0) { Stop-Hook 'the subscription could not be read. Run: az login' }
    $all | Where-Object { $_ -and (Get-Property $_['tags'] 'azd-env-name') -ceq $env:AZURE_ENV_NAME } | ForEach-Object { $_['name'] } | Select-Object -First 1
}

function Test-There([string] $Registry, [string] $Tag) {
    az acr repository show --subscription $env:AZURE_SUBSCRIPTION_ID --name $Registry --image "${repository}:$Tag" --output none 2>$null
    $LASTEXITCODE -eq 0
}

function Copy-Image([string] $Registry, [string] $Tag) {
    Write-Host "Copying $env:AZURE_WEB_IMAGE_SOURCE to the registry $Registry as web image $Tag ..."
    az acr import --subscription $env:AZURE_SUBSCRIPTION_ID --name $Registry --source $env:AZURE_WEB_IMAGE_SOURCE --image "${repository}:$Tag" --output none
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the image $env:AZURE_WEB_IMAGE_SOURCE could not be copied; see above." }
}

function Build-Image([string] $Registry, [string] $Tag) {
    $log = Join-Path $folder 'log'
    Write-Host "Building web image $Tag in the registry $Registry ..."
    az acr build --subscription $env:AZURE_SUBSCRIPTION_ID --registry $Registry --image "${repository}:$Tag" --file (Join-Path $context 'webapp/Dockerfile') --platform linux/amd64 --only-show-errors --output none $context 2>$log
    if ($LASTEXITCODE -eq 0) { return }
    $said = [IO.File]::ReadAllText($log)
    [Console]::Error.Write($said)
    if (-not $said.Contains('TasksOperationsNotAllowed')) { Stop-Hook 'the image could not be built; see above.' }
    Build-Here $Registry $Tag
}

# Subscriptions on free credits may use registries and not let them build.
function Build-Here([string] $Registry, [string] $Tag) {
    if (-not (Test-Docker)) { Stop-Hook "this subscription lets no registry build images. Start Docker and run 'azd provision' again, or set AZURE_WEB_IMAGE_SOURCE to an image that is built already." }
    Write-Host 'This subscription lets no registry build images; Docker builds it here ...'
    $server = az acr show --subscription $env:AZURE_SUBSCRIPTION_ID --name $Registry --query loginServer --output tsv
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the registry $Registry could not be read; see above." }
    docker build --quiet --platform linux/amd64 --tag "$server/${repository}:$Tag" --file (Join-Path $context 'webapp/Dockerfile') $context
    if ($LASTEXITCODE -ne 0) { Stop-Hook 'the image could not be built; see above.' }
    az acr login --subscription $env:AZURE_SUBSCRIPTION_ID --name $Registry --only-show-errors --output none
    if ($LASTEXITCODE -ne 0) { Stop-Hook "Docker could not sign in to the registry $Registry; see above." }
    docker push --quiet "$server/${repository}:$Tag"
    if ($LASTEXITCODE -ne 0) { Stop-Hook "the image could not be pushed to the registry $Registry; see above." }
}

Assert-Az
Assert-Tool azd 'See https://aka.ms/azd.'
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
try {
    if ($env:AZURE_WEB_IMAGE_SOURCE) { $tag = Get-Checksum ([Text.Encoding]::UTF8.GetBytes($env:AZURE_WEB_IMAGE_SOURCE)) } else {
        Copy-Context
        $tag = Get-ContentTag
    }
    Set-Remembered 'AZURE_WEB_IMAGE_TAG' $tag
    $registry = Find-Registry
    if (-not $registry) {
        Write-Host "Web image ${tag}: the registry comes first; the image follows after provisioning, and the web servers wait for it."
    } elseif (Test-There $registry $tag) {
        Write-Host "Web image $tag is in the registry already."
    } elseif ($env:AZURE_WEB_IMAGE_SOURCE) {
        Copy-Image $registry $tag
    } else {
        Build-Image $registry $tag
    }
} finally {
    Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
}
