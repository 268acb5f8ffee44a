<#
.SYNOPSIS
    Takes back what the set-up script made: role assignments, scope and Exchange's record of the app.

.DESCRIPTION
    Looks before it removes anything, so that it can be run again. The app registration, its credential and the mailboxes stay.

.PARAMETER RemoveGroup
    Also removes the group of senders. Without it the group stays: others may use it.
#>
[CmdletBinding()]
param([switch] $RemoveGroup)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# ---- What was set up: all values are here, and nowhere else ----
{values}
# ---- Tools ----
function Write-Done([string] $Text) { Write-Host "  removed  $Text" -ForegroundColor Green }
function Write-Gone([string] $Text) { Write-Host "  not there $Text" }

# Which property names the scope differs between versions of the module.
function Get-ScopeOf($Assignment) {
    foreach ($Name in 'CustomResourceScope', 'CustomRecipientWriteScope') {
        $Property = $Assignment.PSObject.Properties[$Name]
        if ($Property -and $Property.Value) { return "$($Property.Value)" }
    }
}

if (-not (Get-Module -ListAvailable -Name ExchangeOnlineManagement)) {
    throw 'Stopped: the module ExchangeOnlineManagement is missing. Run: Install-Module ExchangeOnlineManagement -Scope CurrentUser'
}
Import-Module ExchangeOnlineManagement
Connect-ExchangeOnline -ExchangeEnvironmentName $ExchangeEnvironment -ShowBanner:$false

# Assignments first: what they point to cannot go before them. Only those within the scope of the set-up.
foreach ($Role in 'Application Mail.Send', 'Application Mail.ReadWrite') {
    $Assigned = @(Get-ManagementRoleAssignment -Role $Role | Where-Object { $_.RoleAssigneeName -in $EnterpriseObjectId, $ClientId, $AppName -and (Get-ScopeOf $_) -eq $ScopeName })
    if ($Assigned.Count -eq 0) { Write-Gone "$Role within $ScopeName" }
    foreach ($Assignment in $Assigned) {
        Remove-ManagementRoleAssignment -Identity $Assignment.Identity -Confirm:$false
        Write-Done "$Role within $ScopeName"
    }
}

$Scope = @(Get-ManagementScope | Where-Object { $_.Name -eq $ScopeName })
if ($Scope.Count -eq 0) {
    Write-Gone "scope $ScopeName"
} else {
    Remove-ManagementScope -Identity $Scope[0].Identity -Confirm:$false
    Write-Done "scope $ScopeName"
}

# Only an equal AppId is an answer: a name that is not found may give all of them.
$Pointer = @(Get-ServicePrincipal | Where-Object { $_.AppId -eq $ClientId })
if ($Pointer.Count -eq 0) {
    Write-Gone "service principal of $ClientId"
} else {
    Remove-ServicePrincipal -Identity $Pointer[0].Identity -Confirm:$false
    Write-Done "service principal of $ClientId"
}

# Compared here, and not in a filter: a name may hold quotes.
$Groups = @(Get-DistributionGroup -ResultSize Unlimited | Where-Object { $_.Name -eq $GroupName -or $_.DisplayName -eq $GroupName })
if ($Groups.Count -ne 1) {
    Write-Gone "one group $GroupName"
} elseif ($RemoveGroup) {
    Remove-DistributionGroup -Identity $Groups[0].DistinguishedName -BypassSecurityGroupManagerCheck -Confirm:$false
    Write-Done "group $GroupName"
} else {
    Write-Host "  The group $GroupName stays. Remove it by running this script with -RemoveGroup."
}

Write-Host ''
Write-Host 'The app loses its rights within 30 minutes to 2 hours. To stop it at once, delete its secrets, or disable the Enterprise application.'
