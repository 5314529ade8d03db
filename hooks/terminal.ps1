# What every hook says and asks. Dot-sourced, never run.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# A program that fails is looked at by its exit code.
$PSNativeCommandUseErrorActionPreference = $false
# az speaks the code page of the machine into a pipe, which on Windows is not that of the console; elsewhere it is UTF-8.
$OutputEncoding = [Console]::OutputEncoding = [Text.Encoding]::GetEncoding(0)
$root = Split-Path -Parent $PSScriptRoot
$hook = Split-Path -LeafBase $MyInvocation.ScriptName

function Stop-Hook([string] $Message) {
    [Console]::Error.WriteLine("${hook}: $Message")
    exit 1
}

function Get-Value([string] $Name) { [string] [Environment]::GetEnvironmentVariable($Name) }

function Assert-Tool([string] $Name, [string] $Where) {
    if (-not (Get-Command $Name -CommandType Application -ErrorAction SilentlyContinue)) { Stop-Hook "$Name is missing. $Where" }
}

function Assert-Az { Assert-Tool az 'See https://aka.ms/azure-cli.' }

# Whether images can be built on this machine.
function Test-Docker {
    if (-not (Get-Command docker -CommandType Application -ErrorAction SilentlyContinue)) { return $false }
    docker info *> $null
    $LASTEXITCODE -eq 0
}

# azd hands the outputs of the deployment to its hooks as environment variables.
function Assert-Value([string[]] $Names) {
    foreach ($name in $Names) {
        if (-not (Get-Value $name)) { Stop-Hook "$name is empty. Run 'azd provision' first; outside of azd, hand its values over: 'azd env get-values' lists them." }
    }
}

# Keeps a value in the environment of azd.
function Set-Remembered([string] $Name, [string] $Value) {
    if ((Get-Value $Name) -ceq $Value) { return }
    azd env set $Name $Value | Out-Null
    if ($LASTEXITCODE -ne 0) { Stop-Hook "azd could not keep $Name; see above." }
}

# What az answers, taken apart; nothing when it fails or says nothing. A simple function, so that --options reach az as they are.
function Get-Json {
    $text = az @args --output json | Out-String
    if ($LASTEXITCODE -ne 0 -or -not $text.Trim()) { return $null }
    ConvertFrom-Json $text -AsHashtable
}

# A property that may be absent.
function Get-Property($Object, [string] $Name) {
    if ($Object -is [Collections.IDictionary] -and $Object.Contains($Name)) { $Object[$Name] } else { $null }
}

function Get-Number([string] $Name, [int] $Default) {
    $text = Get-Value $Name
    if ($text) { [int] $text } else { $Default }
}

# Asks again until the answer is there or the minutes are over.
function Wait-Until([int] $Minutes, [scriptblock] $Question) {
    $deadline = [DateTime]::UtcNow.AddMinutes($Minutes)
    while ($true) {
        $answer = & $Question
        if ($answer) { return $answer }
        if ([DateTime]::UtcNow -ge $deadline) { return $null }
        Start-Sleep -Seconds (Get-Number 'STEADFAST_POLL_SECONDS' 5)
    }
}
