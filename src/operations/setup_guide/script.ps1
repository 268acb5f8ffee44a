#Requires -Version 5.1
<#
.SYNOPSIS
    Authorises one app to send mail from chosen mailboxes, and from no other (RBAC for Applications in Exchange Online).

.DESCRIPTION
    Looks before it creates anything, so that it can be run again. It stops at the first thing that is not as it must be, and
    says what to do. It consents to nothing in Entra: such a consent would cover every mailbox of the tenant.

    Needs the module ExchangeOnlineManagement, and an account that is a member of Organization Management (or has the role
    Exchange Administrator in Entra). Read it before you run it.

.PARAMETER WithdrawTenantWideConsent
    Also withdraws the app's consents to mail permissions in Entra, once the roles in Exchange are there. Run the script with it
    2 hours after the first run: by then Exchange uses the new roles, and sending goes on. Needs the module
    Microsoft.Graph.Applications, and an account with the role Privileged Role Administrator.
#>
[CmdletBinding()]
param([switch] $WithdrawTenantWideConsent)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# ---- What is to be set up: all values are here, and nowhere else ----
{values}
# ---- Steps 5 and 6: the mailboxes ----
Write-Host 'Mailboxes'
function Get-Sender([string] $Address) {
    try {
        $Found = @(Get-Mailbox -Identity $Address -ErrorAction Stop | Where-Object { $_.EmailAddresses -contains "smtp:$Address" -or $_.UserPrincipalName -eq $Address })
    } catch {
        Stop-Script "$Address was not found as a mailbox of Exchange Online. Groups, contacts and users without a licence have none. Exchange says: $($_.Exception.Message)"
    }
    if ($Found.Count -ne 1) {
        Stop-Script "$($Found.Count) mailboxes have the address $Address; it must be one."
    }
    if ("$($Found[0].RecipientTypeDetails)" -notin 'UserMailbox', 'SharedMailbox') {
        Stop-Script "$Address is a $($Found[0].RecipientTypeDetails); name a user mailbox or a shared mailbox."
    }
    $Found[0]
}
$Senders = @()
foreach ($Address in $Mailboxes) {
    $Mailbox = Get-Sender $Address
    Write-Kept "$Address is a $($Mailbox.RecipientTypeDetails); enter this as user ID: $($Mailbox.PrimarySmtpAddress)"
    if (@($Senders | ForEach-Object { $_.DistinguishedName }) -contains $Mailbox.DistinguishedName) {
        Stop-Script "$Address is another address of a mailbox that the list names already. Name it once."
    }
    $Senders += $Mailbox
}
if ($OutOfScopeMailbox) {
    $Refused = Get-Sender $OutOfScopeMailbox
    if (@($Senders | ForEach-Object { $_.DistinguishedName }) -contains $Refused.DistinguishedName) {
        Stop-Script "$OutOfScopeMailbox must be refused, and is another address of a mailbox that the app may send from."
    }
}

# ---- Step 7: the group of senders ----
Write-Host 'Group'
if ($Groups.Count -gt 1) {
    Stop-Script "$($Groups.Count) groups are called $GroupName. Choose another name."
}
if ($Groups.Count -eq 0) {
    # The name becomes part of the distinguished name, and that part of a filter: no typographic quotes there.
    $PlainName = $GroupName -replace '[\u2018-\u201B]', "'"
    $Group = New-DistributionGroup -Name $PlainName -DisplayName $GroupName -Type Security -MemberJoinRestriction Closed -MemberDepartRestriction Closed -IgnoreNamingPolicy -ErrorAction Stop
    $Members = @()
    Write-Done "mail-enabled security group $GroupName"
} else {
    $Group = $Groups[0]
    if ("$($Group.RecipientTypeDetails)" -ne 'MailUniversalSecurityGroup') {
        Stop-Script "$GroupName is a $($Group.RecipientTypeDetails), which others may be able to join. Choose another name."
    }
    $Members = @(Get-DistributionGroupMember -Identity $Group.DistinguishedName -ResultSize Unlimited -ErrorAction Stop)
    Write-Kept "mail-enabled security group $GroupName"
}
foreach ($Member in $Members) {
    if ("$($Member.RecipientTypeDetails)" -like '*Group*') {
        Write-Warning "$($Member.Name) is a group within the group. Its members do not count: add the mailboxes themselves."
    } elseif (@($Senders | ForEach-Object { $_.DistinguishedName }) -notcontains $Member.DistinguishedName) {
        Write-Warning "$($Member.PrimarySmtpAddress) is a member as well, so that the app may use that mailbox too. Remove it from the group if it must not."
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
    Stop-Script "Exchange holds the object ID $($Stale[0].ObjectId) for this app, not $EnterpriseObjectId. Look which of them Entra ID > Enterprise applications > Overview shows. If it is the latter, the app was made anew: run the removal script, then this one."
}
if ($Pointers.Count -eq 0) {
    New-ServicePrincipal -AppId $ClientId -ObjectId $EnterpriseObjectId -DisplayName $AppName -ErrorAction Stop | Out-Null
    Write-Done "service principal of $ClientId"
} else {
    Write-Kept "service principal of $ClientId"
}

# ---- Step 7: the scope ----
Write-Host 'Management scope'
# MemberOfGroup compares the distinguished name, and counts direct members only. Inside the filter a single quote is doubled.
if ($Group.DistinguishedName -match '[\u2018-\u201B]') {
    Stop-Script "the distinguished name of $GroupName holds typographic quotes, which a filter may take for its end. Choose another name."
}
$GroupDn = $Group.DistinguishedName.Replace("'", "''")
$Filter = "MemberOfGroup -eq '$GroupDn'"
if ($Scopes.Count -eq 0) {
    New-ManagementScope -Name $ScopeName -RecipientRestrictionFilter $Filter -ErrorAction Stop | Out-Null
    Write-Done "scope $ScopeName"
} elseif ("$($Scopes[0].Exclusive)" -eq 'True') {
    Stop-Script "the scope $ScopeName is exclusive, and such scopes do not limit apps. Choose another name for the group."
} elseif ("$($Scopes[0].RecipientFilter)".Trim(' ()') -ne $Filter) {
    if (@($OtherAssignments | Where-Object { (Get-ScopeOf $_) -eq $ScopeName }).Count -gt 0) {
        Stop-Script "others use the scope $ScopeName, with the filter $($Scopes[0].RecipientFilter). Choose another name for the group."
    }
    Write-Warning "The scope $ScopeName had another filter: $($Scopes[0].RecipientFilter). A group that was renamed or made anew has a new distinguished name."
    Set-ManagementScope -Identity $ScopeName -RecipientRestrictionFilter $Filter -Confirm:$false -ErrorAction Stop
    Write-Done "filter of the scope $ScopeName"
} else {
    Write-Kept "scope $ScopeName"
}

# ---- Step 7: the roles ----
Write-Host 'Role assignments'
# Assignments add up: a second one with a wider scope would make this one void.
foreach ($Assignment in $AppAssignments) {
    if ("$($Assignment.Role)" -notin $Roles) {
        Write-Warning "The app has the role $($Assignment.Role) as well, by the assignment $($Assignment.Name). Remove it if the app does not need it: Remove-ManagementRoleAssignment."
    } elseif ((Get-ScopeOf $Assignment) -ne $ScopeName) {
        Stop-Script "the app already has the role $($Assignment.Role) by another assignment, $($Assignment.Name), and they add up. Remove that first: Remove-ManagementRoleAssignment."
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

# ---- Proof: what must be allowed, and what must be refused ----
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
            Stop-Script "$Role does not cover $($Mailbox.PrimarySmtpAddress). Wait 10 minutes and run this script again. If it stays so, look at the group's direct members and at the scope's filter."
        }
    }
    Write-Done "$($Mailbox.PrimarySmtpAddress) is allowed"
}
if ($OutOfScopeMailbox) {
    # Any role for mail counts, not only those of this script.
    $Allowed = @(Get-Authorization $OutOfScopeMailbox | Where-Object { $_ -match 'Mail[ .-]|MailboxItem|Exchange Full|EWS|SMTP' })
    if ($Allowed.Count -gt 0) {
        Stop-Script "$OutOfScopeMailbox must be refused, and is covered by $($Allowed -join ', '). Look at the group's members and at the app's other assignments."
    }
    Write-Done "$OutOfScopeMailbox is refused"
} else {
    Write-Warning 'No mailbox was named that must be refused: the negative test was not made.'
}

# ---- Apart from all this, and only when asked for: the tenant-wide consent, which would make the scope void ----
Write-Host 'Consents in Entra'
if ($WithdrawTenantWideConsent) {
    # In a process of its own: the modules of Graph and of Exchange bring libraries that get in each other's way, so that the
    # second sign-in within one process often fails. Values go there as arguments, never as text of a command.
    $Shell = Join-Path $PSHOME $(if ($PSEdition -eq 'Core') { 'pwsh' } else { 'powershell' })
    $Answer = @(& $Shell -NoProfile -Command {
        param($TenantId, $ClientId, $EnterpriseObjectId, $GraphEnvironment)
        $ErrorActionPreference = 'Stop'
        try {
            Import-Module Microsoft.Graph.Applications -ErrorAction Stop
            Connect-MgGraph -Environment $GraphEnvironment -TenantId $TenantId -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -ContextScope Process -NoWelcome -ErrorAction Stop
            if ((Get-MgServicePrincipal -ServicePrincipalId $EnterpriseObjectId -ErrorAction Stop).AppId -ne $ClientId) {
                throw "$EnterpriseObjectId is not the Enterprise application of $ClientId"
            }
            $Graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'" -ErrorAction Stop
            # Mail.Send is b633e1c5-b582-4048-a93e-9f11b44c7e96, Mail.ReadWrite e2a3a72e-5f79-4c64-b1b1-878b674786c9; the rest by name.
            $MailRoles = @($Graph.AppRoles | Where-Object { $_.Value -match '^Mail[.-]' })
            foreach ($Consent in @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -All -ErrorAction Stop)) {
                $MailRole = @($MailRoles | Where-Object { "$($_.Id)" -eq "$($Consent.AppRoleId)" })
                if ("$($Consent.ResourceId)" -ne "$($Graph.Id)") {
                    "left the consent $($Consent.AppRoleId) at $($Consent.ResourceDisplayName): look whether it covers mail too"
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
        Stop-Script 'the consents were not withdrawn, or not all of them: see above. In a new PowerShell window, run the commands of step 2.'
    }
    Write-Host '  No consent to a mail permission of Graph is left. Remove the same permissions from the App registration'
    Write-Host '  (API permissions), so that nobody consents to them again. Tokens that were issued before keep them for about an hour.'
} else {
    Write-Host '  Not looked at. A consent to Mail.Send or Mail.ReadWrite covers every mailbox, whatever the scope says, and the checks'
    Write-Host '  above do not see it. Look: Entra ID > Enterprise applications > your app > Permissions. To withdraw it, run this script'
    Write-Host '  again in 2 hours with -WithdrawTenantWideConsent.'
}

Write-Host ''
Write-Host 'Now leave the connection alone for 35 minutes, then test it once; do not poll. Exchange applies new rights to an app that'
Write-Host 'makes no calls after 30 minutes. Every call in between keeps the old answer alive, for up to 2 hours.'
