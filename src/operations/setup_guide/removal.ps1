#Requires -Version 5.1
<#
.SYNOPSIS
    Undoes the set-up script: removes the role assignments, the scope and Exchange's record of the app.

.DESCRIPTION
    The script looks before it removes anything, so that you can run it again. It keeps the app registration, its credential and
    the mailboxes. It also keeps and names everything that has another use. It does not give back a consent in Entra.

.PARAMETER RemoveGroup
    Also removes the group of senders. Without this switch the group stays, because others may use it.
#>
[CmdletBinding()]
param([switch] $RemoveGroup)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# ---- The values of this set-up. All of them are here, and nowhere else ----
{values}
# Assignments go first, because Exchange does not remove a scope or an app that is in use. Only the roles of the set-up, in its scope.
$Left = @()
$Gone = 0
foreach ($Assignment in $AppAssignments) {
    if ("$($Assignment.Role)" -in 'Application Mail.Send', 'Application Mail.ReadWrite' -and (Get-ScopeOf $Assignment) -eq $ScopeName) {
        Remove-ManagementRoleAssignment -Identity $Assignment.Identity -Confirm:$false -ErrorAction Stop
        Write-Done "$($Assignment.Role) within $ScopeName is removed"
        $Gone++
    } else {
        $Left += $Assignment
        Write-Warning "The app keeps the role $($Assignment.Role) from the assignment $($Assignment.Name): the set-up did not make it."
    }
}
if ($Gone -eq 0) { Write-Kept "no role within $ScopeName is assigned" }

$ScopeUsers = @($Left + $OtherAssignments | Where-Object { (Get-ScopeOf $_) -eq $ScopeName })
if ($Scopes.Count -eq 0) {
    Write-Kept "there is no scope $ScopeName"
} elseif ($ScopeUsers.Count -gt 0) {
    Write-Warning "The scope $ScopeName stays: other assignments use it."
} else {
    Remove-ManagementScope -Identity $Scopes[0].Identity -Confirm:$false -ErrorAction Stop
    Write-Done "scope $ScopeName is removed"
}

if ($Pointers.Count -eq 0) {
    Write-Kept "there is no service principal of $ClientId"
} elseif ($Left.Count -gt 0) {
    Write-Warning "The service principal of $ClientId stays: other assignments use it."
} else {
    foreach ($Pointer in $Pointers) {
        Remove-ServicePrincipal -Identity $Pointer.ObjectId -Confirm:$false -ErrorAction Stop
        Write-Done "service principal of $ClientId is removed"
    }
}

if ($Groups.Count -ne 1 -or "$($Groups[0].RecipientTypeDetails)" -ne 'MailUniversalSecurityGroup') {
    Write-Kept "there is no mail-enabled security group $GroupName, or more than one"
} elseif ($ScopeUsers.Count -gt 0) {
    Write-Warning "The group $GroupName stays: the scope $ScopeName needs it."
} elseif ($RemoveGroup) {
    Remove-DistributionGroup -Identity $Groups[0].DistinguishedName -BypassSecurityGroupManagerCheck -Confirm:$false -ErrorAction Stop
    Write-Done "group $GroupName is removed"
} else {
    Write-Host "  The group $GroupName stays. Remove it by running this script with -RemoveGroup."
}

Write-Host ''
Write-Host 'The app loses its permissions within 30 minutes to 2 hours. To stop its sign-ins before that, delete its credential or disable'
Write-Host 'the enterprise application. Earlier tokens stay valid for about an hour.'
