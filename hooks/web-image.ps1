# Sees to it that the registry holds the image of the web application, under a tag made of what is in it.
# Runs before provisioning, so that the scale set is told the tag, and after it, because at first there is no registry to build in.
# The same content has the same tag: nothing is built and no web server is replaced unless the application changed.
. "$PSScriptRoot/terminal.ps1"

$repository = 'steadfast-web'
$context = Join-Path ([IO.Path]::GetTempPath()) "steadfast-image.$([Guid]::NewGuid().ToString('N'))"

# Only what the Dockerfile copies. The repository's own folder may hold settings of developers, which must not leave their machine.
function Copy-Context {
    New-Item -ItemType Directory -Path $context | Out-Null
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

function Get-ContentTag {
    $names = [string[]] @(Get-ChildItem $context -Recurse -File -Force | ForEach-Object { './' + [IO.Path]::GetRelativePath($context, $_.FullName).Replace('\', '/') })
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $lines = foreach ($name in $names) { "$((Get-FileHash -Algorithm SHA256 (Join-Path $context $name)).Hash.ToLowerInvariant())  $name`n" }
    $bytes = [Text.Encoding]::UTF8.GetBytes(-join $lines)
    [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes)).ToLowerInvariant().Substring(0, 12)
}

# A fresh checkout (a pipeline) does not know the registry of an earlier deployment, and building only after provisioning would replace
# web servers by ones that wait for their image.
function Find-Registry {
    if ($env:AZURE_CONTAINER_REGISTRY_NAME) { return $env:AZURE_CONTAINER_REGISTRY_NAME }
    # Chosen here, because quotes inside an argument do not survive az.cmd.
    $all = az acr list --subscription $env:AZURE_SUBSCRIPTION_ID --output json
    if ($LASTEXITCODE -ne 0) { Stop-Hook 'the subscription could not be read. Run: az login' }
    $all | Out-String | ConvertFrom-Json -AsHashtable |
        Where-Object { $_['tags'] -and $_['tags']['azd-env-name'] -eq $env:AZURE_ENV_NAME } |
        ForEach-Object { $_['name'] } | Select-Object -First 1
}

function Test-Image([string] $Registry, [string] $Tag) {
    az acr repository show --subscription $env:AZURE_SUBSCRIPTION_ID --name $Registry --image "${repository}:$Tag" --output none 2>$null
    $LASTEXITCODE -eq 0
}

Assert-Tool az 'See https://aka.ms/azure-cli.'
Assert-Tool azd 'See https://aka.ms/azd.'
Assert-Value 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME'
try {
    Copy-Context
    $tag = Get-ContentTag
    if ($env:AZURE_WEB_IMAGE_TAG -ne $tag) { azd env set AZURE_WEB_IMAGE_TAG $tag | Out-Null }
    $registry = Find-Registry
    if (-not $registry) {
        Write-Host "Web image ${tag}: the registry comes first; it is built there after provisioning, and the web servers wait for it."
    } elseif (Test-Image $registry $tag) {
        Write-Host "Web image $tag is in the registry already."
    } else {
        Write-Host "Building web image $tag in the registry $registry ..."
        az acr build --subscription $env:AZURE_SUBSCRIPTION_ID --registry $registry --image "${repository}:$tag" --file (Join-Path $context 'webapp/Dockerfile') --platform linux/amd64 --only-show-errors --output none $context
        if ($LASTEXITCODE -ne 0) { Stop-Hook 'the image could not be built; see above.' }
    }
} finally {
    Remove-Item -Recurse -Force $context -ErrorAction SilentlyContinue
}
