#Requires -Version 5.1
<#
.SYNOPSIS
    Allows one app to send mail from the given mailboxes only (RBAC for Applications in Exchange Online).

.DESCRIPTION
    The script looks before it creates anything, so that you can run it again. It stops at the first problem and says what to
    do. It consents to nothing in Entra, because such a consent would cover every mailbox of the tenant.

    It needs the module ExchangeOnlineManagement, and an account that is a member of Organization Management (or has the role
    Exchange Administrator in Entra). Read the script before you run it.

.PARAMETER WithdrawTenantWideConsent
    Also withdraws the app's consents to mail permissions in Entra, after the app has its roles in Exchange. Run the script with
    this switch 2 hours after the first run: by then Exchange uses the new roles, and sending goes on. The switch needs the
    module Microsoft.Graph.Applications, and an account with the role Privileged Role Administrator.
#>
[CmdletBinding()]
param([switch] $WithdrawTenantWideConsent)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# ---- The values of this set-up. All of them are here, and nowhere else ----
{values}
# ---- Steps 5 and 6: the mailboxes ----
Write-Host 'Mailboxes'
function Get-Sender([string] $Address) {
    try {
        $Found = @(Get-Mailbox -Identity $Address -ErrorAction Stop | Where-Object { $_.EmailAddresses -contains "smtp:$Address" -or $_.UserPrincipalName -eq $Address })
    } catch {
        Stop-Script "Exchange Online has no mailbox $Address. Groups, contacts and users without a licence have none. Exchange says: $($_.Exception.Message)"
    }
    if ($Found.Count -ne 1) {
        Stop-Script "$($Found.Count) mailboxes have the address $Address. Exactly one must have it."
    }
    if ("$($Found[0].RecipientTypeDetails)" -notin 'UserMailbox', 'SharedMailbox') {
        Stop-Script "$Address is a $($Found[0].RecipientTypeDetails). Name a user mailbox or a shared mailbox."
    }
    $Found[0]
}
$Senders = @()
foreach ($Address in $Mailboxes) {
    $Mailbox = Get-Sender $Address
    Write-Kept "$Address is a $($Mailbox.RecipientTypeDetails). Its user ID for the connection: $($Mailbox.PrimarySmtpAddress)"
    if (@($Senders | ForEach-Object { $_.DistinguishedName }) -contains $Mailbox.DistinguishedName) {
        Stop-Script "$Address is another address of a mailbox that the list already names. Name each mailbox once."
    }
    $Senders += $Mailbox
}
if ($OutOfScopeMailbox) {
    $Refused = Get-Sender $OutOfScopeMailbox
    if (@($Senders | ForEach-Object { $_.DistinguishedName }) -contains $Refused.DistinguishedName) {
        Stop-Script "the out-of-scope mailbox $OutOfScopeMailbox is another address of a mailbox that the app may send from. Name another mailbox."
    }
}

# ---- Step 7: the group of senders ----
Write-Host 'Group'
if ($Groups.Count -gt 1) {
    Stop-Script "$($Groups.Count) groups have the name $GroupName. Choose another name."
}
if ($Groups.Count -eq 0) {
    # The name becomes part of the distinguished name, and the filter contains that: it must not have typographic quotes.
    $PlainName = $GroupName -replace '[\u2018-\u201B]', "'"
    $Group = New-DistributionGroup -Name $PlainName -DisplayName $GroupName -Type Security -MemberJoinRestriction Closed -MemberDepartRestriction Closed -IgnoreNamingPolicy -ErrorAction Stop
    $Members = @()
    Write-Done "mail-enabled security group $GroupName"
} else {
    $Group = $Groups[0]
    if ("$($Group.RecipientTypeDetails)" -ne 'MailUniversalSecurityGroup') {
        Stop-Script "$GroupName is a $($Group.RecipientTypeDetails), and others may be able to join it. Choose another name."
    }
    $Members = @(Get-DistributionGroupMember -Identity $Group.DistinguishedName -ResultSize Unlimited -ErrorAction Stop)
    Write-Kept "mail-enabled security group $GroupName"
}
foreach ($Member in $Members) {
    if ("$($Member.RecipientTypeDetails)" -like '*Group*') {
        Write-Warning "$($Member.Name) is a group within the group. The members of a nested group do not count: add the mailboxes themselves."
    } elseif (@($Senders | ForEach-Object { $_.DistinguishedName }) -notcontains $Member.DistinguishedName) {
        Write-Warning "$($Member.PrimarySmtpAddress) is a member as well, so that the app may use this mailbox too. If it must not, remove the mailbox from the group."
    }
}
foreach ($Mailbox in $Senders) {
    if (@($Members | ForEach-Object { $_.DistinguishedName }) -contains $Mailbox.DistinguishedName) {
        Write-Kept "$($Mailbox.PrimarySmtpAddress) is a member"
    } else {
        Add-DistributionGroupMember -Identity $Group.DistinguishedName -Member $Mailbox.DistinguishedName -BypassSecurityGroupManagerCheck -Confirm:$false -ErrorAction Stop
        Write-Done "$($Mailbox.PrimarySmtpAddress) is a member"
    }
}

# ---- Step 7: Exchange's record of the app ----
Write-Host 'Service principal'
$Stale = @($Pointers | Where-Object { "$($_.ObjectId)" -ne $EnterpriseObjectId })
if ($Stale.Count -gt 0) {
    Stop-Script "Exchange has the object ID $($Stale[0].ObjectId) for this app, and not $EnterpriseObjectId. Look which of them Entra ID > Enterprise applications > Overview shows. If it shows the second one, somebody has created the app again: run the removal script, then this script."
}
if ($Pointers.Count -eq 0) {
    New-ServicePrincipal -AppId $ClientId -ObjectId $EnterpriseObjectId -DisplayName $AppName -ErrorAction Stop | Out-Null
    Write-Done "service principal of $ClientId"
} else {
    Write-Kept "service principal of $ClientId"
}

# ---- Step 7: the scope ----
Write-Host 'Management scope'
# MemberOfGroup compares distinguished names, and counts direct members only. A single quote in the filter must be doubled.
if ($Group.DistinguishedName -match '[\u2018-\u201B]') {
    Stop-Script "the distinguished name of $GroupName contains typographic quotes. A filter may end at them. Choose another name."
}
$GroupDn = $Group.DistinguishedName.Replace("'", "''")
$Filter = "MemberOfGroup -eq '$GroupDn'"
if ($Scopes.Count -eq 0) {
    New-ManagementScope -Name $ScopeName -RecipientRestrictionFilter $Filter -ErrorAction Stop | Out-Null
    Write-Done "scope $ScopeName"
} elseif ("$($Scopes[0].Exclusive)" -eq 'True') {
    Stop-Script "the scope $ScopeName is exclusive, and an exclusive scope does not limit apps. Choose another name for the group."
} elseif ("$($Scopes[0].RecipientFilter)".Trim(' ()') -ne $Filter) {
    if (@($OtherAssignments | Where-Object { (Get-ScopeOf $_) -eq $ScopeName }).Count -gt 0) {
        Stop-Script "other assignments use the scope $ScopeName, with the filter $($Scopes[0].RecipientFilter). Choose another name for the group."
    }
    Write-Warning "The scope $ScopeName had another filter: $($Scopes[0].RecipientFilter). A group gets a new distinguished name when it is renamed or created again."
    Set-ManagementScope -Identity $ScopeName -RecipientRestrictionFilter $Filter -Confirm:$false -ErrorAction Stop
    Write-Done "filter of the scope $ScopeName"
} else {
    Write-Kept "scope $ScopeName"
}

# ---- Step 7: the roles ----
Write-Host 'Role assignments'
# Assignments add up: a second one with a wider scope would cancel the limits of this one.
foreach ($Assignment in $AppAssignments) {
    if ("$($Assignment.Role)" -notin $Roles) {
        Write-Warning "The app has the role $($Assignment.Role) as well, from the assignment $($Assignment.Name). If the app does not need it, remove it with Remove-ManagementRoleAssignment."
    } elseif ((Get-ScopeOf $Assignment) -ne $ScopeName) {
        Stop-Script "the app already has the role $($Assignment.Role) from another assignment, $($Assignment.Name), and assignments add up. Remove that one first, with Remove-ManagementRoleAssignment."
    }
}
foreach ($Role in $Roles) {
    if (@($AppAssignments | Where-Object { "$($_.Role)" -eq $Role }).Count -gt 0) {
        Write-Kept "$Role within $ScopeName"
    } else {
        New-ManagementRoleAssignment -App $EnterpriseObjectId -Role $Role -CustomResourceScope $ScopeName -ErrorAction Stop | Out-Null
        Write-Done "$Role within $ScopeName"
    }
}

# ---- Proof: the given mailboxes are allowed, and the out-of-scope mailbox is not ----
Write-Host 'Authorization'
function Get-Authorization([string] $Address) {
    $Answers = @(Test-ServicePrincipalAuthorization -Identity $ClientId -Resource $Address -ErrorAction Stop)
    Write-Host "  $Address"
    $Answers | Format-List RoleName, AllowedResourceScope, InScope | Out-Host
    $Answers | Where-Object { "$($_.InScope)" -eq 'True' } | ForEach-Object { "$($_.RoleName)" }
}
foreach ($Mailbox in $Senders) {
    $Allowed = @(Get-Authorization "$($Mailbox.PrimarySmtpAddress)")
    foreach ($Role in $Roles) {
        if ($Role -notin $Allowed) {
            Stop-Script "$Role does not cover $($Mailbox.PrimarySmtpAddress). Wait 10 minutes and run this script again. If this does not help, look at the direct members of the group and at the filter of the scope."
        }
    }
    Write-Done "$($Mailbox.PrimarySmtpAddress) is allowed"
}
if ($OutOfScopeMailbox) {
    # Every role for mail counts, not only the roles of this script.
    $Allowed = @(Get-Authorization $OutOfScopeMailbox | Where-Object { $_ -match 'Mail[ .-]|MailboxItem|Exchange Full|EWS|SMTP' })
    if ($Allowed.Count -gt 0) {
        Stop-Script "the app can reach the out-of-scope mailbox $OutOfScopeMailbox, because of $($Allowed -join ', '). Look at the members of the group and at the other assignments of the app."
    }
    Write-Done "$OutOfScopeMailbox is out of scope"
} else {
    Write-Warning 'You did not name an out-of-scope mailbox. So this script did not test that the app cannot reach other mailboxes.'
}

# ---- Only with -WithdrawTenantWideConsent: the tenant-wide consent, which would cancel the limits of the scope ----
Write-Host 'Consents in Entra'
if ($WithdrawTenantWideConsent) {
    # A separate process: the modules of Graph and of Exchange load different versions of the same libraries, so that the second
    # sign-in within one process often fails. The process gets the values as arguments, never as text of a command.
    $Shell = Join-Path $PSHOME $(if ($PSEdition -eq 'Core') { 'pwsh' } else { 'powershell' })
    $Answer = @(& $Shell -NoProfile -Command {
        param($TenantId, $ClientId, $EnterpriseObjectId, $GraphEnvironment)
        $ErrorActionPreference = 'Stop'
        try {
            Import-Module Microsoft.Graph.Applications -ErrorAction Stop
            Connect-MgGraph -Environment $GraphEnvironment -TenantId $TenantId -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -ContextScope Process -NoWelcome -ErrorAction Stop
            if ((Get-MgServicePrincipal -ServicePrincipalId $EnterpriseObjectId -ErrorAction Stop).AppId -ne $ClientId) {
                throw "$EnterpriseObjectId is not the enterprise application of $ClientId"
            }
            $Graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'" -ErrorAction Stop
            # Mail.Send is b633e1c5-b582-4048-a93e-9f11b44c7e96, Mail.ReadWrite is e2a3a72e-5f79-4c64-b1b1-878b674786c9. All are found by name.
            $MailRoles = @($Graph.AppRoles | Where-Object { $_.Value -match '^Mail[.-]' })
            foreach ($Consent in @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -All -ErrorAction Stop)) {
                $MailRole = @($MailRoles | Where-Object { "$($_.Id)" -eq "$($Consent.AppRoleId)" })
                if ("$($Consent.ResourceId)" -ne "$($Graph.Id)") {
                    "kept the consent $($Consent.AppRoleId) for $($Consent.ResourceDisplayName): look whether it covers mail too"
                } elseif ($MailRole.Count -eq 1) {
                    Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -AppRoleAssignmentId $Consent.Id -ErrorAction Stop | Out-Null
                    "withdrew the consent to $($MailRole[0].Value)"
                }
            }
            'finished'
        } catch {
            "$_"
        }
    } -args $TenantId, $ClientId, $EnterpriseObjectId, $GraphEnvironment)
    foreach ($Line in $Answer) { Write-Host "  $Line" }
    if ($Answer.Count -eq 0 -or "$($Answer[-1])" -ne 'finished') {
        Stop-Script 'not all consents were withdrawn, see above. In a new PowerShell window, run the commands of step 2.'
    }
    Write-Host '  The app has no consent to a mail permission of Graph any more. Remove the same permissions from the app registration'
    Write-Host '  (API permissions), so that nobody consents to them again. Earlier tokens keep them for about an hour.'
} else {
    Write-Host '  This script did not look at them. A consent to Mail.Send or Mail.ReadWrite covers every mailbox, whatever the scope is,'
    Write-Host '  and the checks above do not see it. Look under Entra ID > Enterprise applications > your app > Permissions. To withdraw'
    Write-Host '  a consent, run this script again in 2 hours with -WithdrawTenantWideConsent.'
}

Write-Host ''
Write-Host 'Now do not use the connection for 35 minutes. Then test it once, and do not poll. Exchange applies new permissions after 30'
Write-Host 'minutes, if the app makes no calls. Every call in between keeps the old permissions in use, for up to 2 hours.'
