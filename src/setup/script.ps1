<#
.SYNOPSIS
    Authorises one app to send mail from chosen mailboxes, and from no other (RBAC for Applications in Exchange Online).

.DESCRIPTION
    Looks before it creates anything, so that it can be run again. It stops at the first thing that is not as it must be, and
    says what to do. It consents to nothing in Entra: such a consent would cover every mailbox of the tenant.

    Needs the module ExchangeOnlineManagement, and an account that is a member of Organization Management (or has the role
    Exchange Administrator in Entra). Read it before you run it.

.PARAMETER WithdrawTenantWideConsent
    Also removes the app's consents to mail permissions in Entra, once the roles in Exchange are there. Needs the module
    Microsoft.Graph.Applications, and an account that may change app role assignments.
#>
[CmdletBinding()]
param([switch] $WithdrawTenantWideConsent)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# ---- What is to be set up: all values are here, and nowhere else ----
{values}
# ---- Tools ----
function Write-Done([string] $Text) { Write-Host "  done     $Text" -ForegroundColor Green }
function Write-Kept([string] $Text) { Write-Host "  is there $Text" }
function Stop-Setup([string] $Text) { throw "Stopped: $Text" }

# Which property names the scope differs between versions of the module.
function Get-ScopeOf($Assignment) {
    foreach ($Name in 'CustomResourceScope', 'CustomRecipientWriteScope') {
        $Property = $Assignment.PSObject.Properties[$Name]
        if ($Property -and $Property.Value) { return "$($Property.Value)" }
    }
}

# ---- Sign-in ----
if (-not (Get-Module -ListAvailable -Name ExchangeOnlineManagement)) {
    Stop-Setup 'the module ExchangeOnlineManagement is missing. Run: Install-Module ExchangeOnlineManagement -Scope CurrentUser'
}
Import-Module ExchangeOnlineManagement
Connect-ExchangeOnline -ExchangeEnvironmentName $ExchangeEnvironment -ShowBanner:$false

# ---- Steps 5 and 6: the mailboxes ----
Write-Host 'Mailboxes'
foreach ($Address in $Mailboxes) {
    $Mailbox = Get-Mailbox -Identity $Address -ErrorAction SilentlyContinue
    if (-not $Mailbox) {
        Stop-Setup "there is no mailbox $Address in Exchange Online. Aliases of groups, contacts and users without a licence have none."
    }
    if ($Mailbox.RecipientTypeDetails -notin 'UserMailbox', 'SharedMailbox') {
        Stop-Setup "$Address is a $($Mailbox.RecipientTypeDetails); use a user mailbox or a shared mailbox."
    }
    Write-Kept "$Address is a $($Mailbox.RecipientTypeDetails); enter this as user ID: $($Mailbox.PrimarySmtpAddress)"
}

# ---- Step 7: the group of senders ----
Write-Host 'Group'
# Compared here, and not in a filter: a name may hold quotes.
$Groups = @(Get-DistributionGroup -ResultSize Unlimited | Where-Object { $_.Name -eq $GroupName -or $_.DisplayName -eq $GroupName })
if ($Groups.Count -gt 1) {
    Stop-Setup "$($Groups.Count) groups are called $GroupName. Choose another name."
}
if ($Groups.Count -eq 0) {
    $Group = New-DistributionGroup -Name $GroupName -Type Security -MemberJoinRestriction Closed -MemberDepartRestriction Closed
    Write-Done "mail-enabled security group $GroupName"
} else {
    $Group = $Groups[0]
    if ($Group.RecipientTypeDetails -ne 'MailUniversalSecurityGroup') {
        Stop-Setup "$GroupName is a $($Group.RecipientTypeDetails), which others may be able to join. Choose another name."
    }
    Write-Kept "mail-enabled security group $GroupName"
}
$Members = @(Get-DistributionGroupMember -Identity $Group.DistinguishedName -ResultSize Unlimited)
foreach ($Member in $Members) {
    if ($Member.RecipientTypeDetails -like '*Group*') {
        Write-Warning "$($Member.Name) is a group within the group. Its members do not count: add the mailboxes themselves."
    }
}
foreach ($Address in $Mailboxes) {
    $Mailbox = Get-Mailbox -Identity $Address
    if (@($Members | ForEach-Object { $_.DistinguishedName }) -contains $Mailbox.DistinguishedName) {
        Write-Kept "$Address is a member"
    } else {
        Add-DistributionGroupMember -Identity $Group.DistinguishedName -Member $Mailbox.DistinguishedName -BypassSecurityGroupManagerCheck
        Write-Done "$Address is a member"
    }
}

# ---- Step 7: Exchange's record of the app ----
Write-Host 'Service principal'
# A name that is not found may give all of them: only an equal AppId is an answer.
$Pointer = @(Get-ServicePrincipal | Where-Object { $_.AppId -eq $ClientId })
if ($Pointer.Count -eq 0) {
    New-ServicePrincipal -AppId $ClientId -ObjectId $EnterpriseObjectId -DisplayName $AppName | Out-Null
    Write-Done "service principal of $ClientId"
} elseif ($Pointer[0].ObjectId -ne $EnterpriseObjectId) {
    Stop-Setup "Exchange holds the object ID $($Pointer[0].ObjectId) for this app, not $EnterpriseObjectId. If the latter is the Enterprise application's, run the removal script first; an app that was registered anew has a new one."
} else {
    Write-Kept "service principal of $ClientId"
}

# ---- Step 7: the scope ----
Write-Host 'Management scope'
# MemberOfGroup compares the distinguished name, and holds direct members only. Inside the filter a single quote is doubled.
$GroupDn = $Group.DistinguishedName.Replace("'", "''")
$Filter = "MemberOfGroup -eq '$GroupDn'"
$Scope = @(Get-ManagementScope | Where-Object { $_.Name -eq $ScopeName })
if ($Scope.Count -eq 0) {
    New-ManagementScope -Name $ScopeName -RecipientRestrictionFilter $Filter | Out-Null
    Write-Done "scope $ScopeName"
} elseif (-not "$($Scope[0].RecipientFilter)".Contains($GroupDn)) {
    Write-Warning "the scope $ScopeName had another filter: $($Scope[0].RecipientFilter). A group that was made anew has a new distinguished name."
    Set-ManagementScope -Identity $ScopeName -RecipientRestrictionFilter $Filter
    Write-Done "filter of the scope $ScopeName"
} else {
    Write-Kept "scope $ScopeName"
}

# ---- Step 7: the roles ----
Write-Host 'Role assignments'
foreach ($Role in $Roles) {
    # Assignments add up: a second one with a wider scope would make this one void.
    $Assigned = @(Get-ManagementRoleAssignment -Role $Role | Where-Object { $_.RoleAssigneeName -in $EnterpriseObjectId, $ClientId, $AppName })
    $Wider = @($Assigned | Where-Object { (Get-ScopeOf $_) -ne $ScopeName })
    if ($Wider.Count -gt 0) {
        Stop-Setup "the app already has the role $Role by another assignment ($($Wider[0].Name)), and they add up. Remove it first: Remove-ManagementRoleAssignment."
    }
    if ($Assigned.Count -gt 0) {
        Write-Kept "$Role within $ScopeName"
    } else {
        New-ManagementRoleAssignment -App $EnterpriseObjectId -Role $Role -CustomResourceScope $ScopeName | Out-Null
        Write-Done "$Role within $ScopeName"
    }
}

# ---- Proof: what must be allowed, and what must be refused ----
Write-Host 'Authorization'
function Test-Mailbox([string] $Address, [bool] $Wanted) {
    $Answers = @(Test-ServicePrincipalAuthorization -Identity $ClientId -Resource $Address)
    $Answers | Format-List RoleName, AllowedResourceScope, InScope | Out-Host
    foreach ($Role in $Roles) {
        $Allowed = @($Answers | Where-Object { $_.RoleName -eq $Role -and "$($_.InScope)" -eq 'True' }).Count -gt 0
        if ($Allowed -ne $Wanted) {
            Stop-Setup "$Role for $Address is $Allowed, and must be $Wanted. Wait some minutes and run this script again; then look at members, filter and other assignments."
        }
    }
    Write-Done "$Address is $(if ($Wanted) { 'allowed' } else { 'refused' })"
}
foreach ($Address in $Mailboxes) { Test-Mailbox $Address $true }
if ($MailboxToRefuse) {
    Test-Mailbox $MailboxToRefuse $false
} else {
    Write-Warning 'No mailbox was named that must be refused: the negative test is open.'
}

# ---- The tenant-wide consent, which would make the scope void ----
Write-Host 'Consents in Entra'
if ($WithdrawTenantWideConsent) {
    Import-Module Microsoft.Graph.Applications
    Connect-MgGraph -Environment $GraphEnvironment -TenantId $TenantId -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome
    $Graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
    $MailRoles = @($Graph.AppRoles | Where-Object { $_.Value -like 'Mail.*' })
    foreach ($Consent in @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -All | Where-Object { $_.ResourceId -eq $Graph.Id -and $_.AppRoleId -in $MailRoles.Id })) {
        $Name = ($MailRoles | Where-Object { $_.Id -eq $Consent.AppRoleId }).Value
        Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -AppRoleAssignmentId $Consent.Id
        Write-Done "withdrew the consent to $Name"
    }
    Write-Host '  Remove the same permissions from the App registration (API permissions), so that nobody consents to them again.'
} else {
    Write-Host '  Not looked at. A consent to Mail.Send or Mail.ReadWrite covers every mailbox, whatever the scope says; the checks above do not see it.'
    Write-Host '  Look: Entra ID > Enterprise applications > your app > Permissions. Withdraw it by running this script with -WithdrawTenantWideConsent.'
}

Write-Host ''
Write-Host 'Now leave the connection alone for 35 minutes, then test it once. Exchange applies new rights within 30 minutes to 2 hours,'
Write-Host 'and every call of the app in between keeps the old answer alive: polling makes it longer.'
