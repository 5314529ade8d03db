# What every hook says and asks. Dot-sourced, never run.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$arm = 'https://management.azure.com'

function Stop-Hook([string] $Message) {
    [Console]::Error.WriteLine("$(Split-Path -Leaf $MyInvocation.ScriptName): $Message")
    exit 1
}

function Assert-Tool([string] $Name, [string] $Where) {
    if (-not (Get-Command $Name -ErrorAction SilentlyContinue)) { Stop-Hook "$Name is missing. $Where" }
}

# azd hands the outputs of the deployment to its hooks as environment variables.
function Assert-Value([string[]] $Names) {
    foreach ($name in $Names) {
        if (-not [Environment]::GetEnvironmentVariable($name)) { Stop-Hook "$name is empty. Run 'azd provision' first." }
    }
}

function Get-Number([string] $Name, [int] $Default) {
    $text = [Environment]::GetEnvironmentVariable($Name)
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
