
# ---- Set-up ----
function Invoke-SetUp {
    Connect-Exchange @('Get-Mailbox', 'Get-Recipient', 'Get-AcceptedDomain', 'Get-OrganizationConfig', 'Get-ManagementRole',
        'Get-DistributionGroup', 'Get-DistributionGroupMember', 'New-DistributionGroup', 'Add-DistributionGroupMember',
        'Get-ServicePrincipal', 'New-ServicePrincipal', 'Get-ManagementScope', 'New-ManagementScope', 'Set-ManagementScope',
        'Get-ManagementRoleAssignment', 'New-ManagementRoleAssignment', 'Test-ServicePrincipalAuthorization')
    Test-Organization
    Read-Entra
    if ($WithdrawTenantWideConsent -and $EntraUnread) { Stop-Script "the consents in Entra cannot be withdrawn: $EntraUnread." }

    Write-Host 'Mailboxes'
    $Senders = @(Read-Senders $Mailboxes)
    foreach ($Mailbox in $Senders) {
        Write-Kept "$($Mailbox.RecipientTypeDetails) $($Mailbox.PrimarySmtpAddress): enter this address as the mailbox of the connection"
    }
    if ($OutOfScopeMailbox) {
        $Refused = Read-Mailbox $OutOfScopeMailbox
        if (Test-Listed $Refused $Senders) { Stop-Script "the out-of-scope mailbox $OutOfScopeMailbox is another address of a mailbox that the app may send from. Name another mailbox." }
    }

    Write-Host 'Group, service principal, scope and roles'
    Read-Group
    $Joining = @(Get-Joining $Senders)
    Read-App
    $Stale = @($Pointers | Where-Object { "$($_.ObjectId)" -ne $EnterpriseObjectId })
    if ($Stale.Count -gt 0) {
        Stop-Script "Exchange has the object ID $($Stale[0].ObjectId) for this app, and not $EnterpriseObjectId. See which of them Entra ID > Enterprise applications > your app > Overview shows. If it shows the second one, somebody has created the app again: run this script with -Remove, then without."
    }
    if ($Pointers.Count -gt 0) { Write-Kept "service principal of $ClientId" } else { Add-Planned "create Exchange's service principal of $ClientId, with the name $AppName" }
    $NewRoles = @(Get-NewRoles)
    # The roles may be within a scope of another name. Then the script needs none of its own.
    $ScopeTask = ''
    if ($NewRoles.Count -gt 0 -or @($AppAssignments | Where-Object { Test-ScriptScope $_ }).Count -gt 0) { $ScopeTask = Get-ScopeTask }
    foreach ($Role in $NewRoles) { Add-Planned "give the app the role $Role within the scope $ScopeName" }

    $Wide = @(Get-MailConsents)
    if ($EntraUnread) {
        Write-Warning "The script did not look at consents in Entra: $EntraUnread. A consent to Mail.Send or Mail.ReadWrite covers every mailbox, whatever the scope is. Look under Entra ID > Enterprise applications > your app > Permissions."
    } elseif ($Wide.Count -gt 0) {
        Write-Warning "The tenant has consented to $($Wide -join ', ') for this app. With it the app can reach every mailbox, whatever the scope is."
    }
    # Exchange needs up to 2 hours to use new roles. A consent that is withdrawn before that stops the sending.
    $Withdraw = $WithdrawTenantWideConsent -and $Wide.Count -gt 0 -and $NewRoles.Count -eq 0
    if ($Withdraw) { Add-Planned "withdraw the consent to $($Wide -join ', ')" }

    if (-not (Confirm-Plan)) { return }
    if ($Planned.Count -gt 0) { Write-Host 'Changes' }
    if ($null -eq $Group) { New-SenderGroup }
    foreach ($Mailbox in $Joining) { Add-Sender $Mailbox }
    if ($Pointers.Count -eq 0) {
        New-ServicePrincipal -AppId $ClientId -ObjectId $EnterpriseObjectId -DisplayName $AppName -ErrorAction Stop | Out-Null
        Write-Done "service principal of $ClientId is created"
    }
    if ($ScopeTask -eq 'create') {
        New-ManagementScope -Name $ScopeName -RecipientRestrictionFilter $Filter -ErrorAction Stop | Out-Null
        Write-Done "scope $ScopeName is created"
    } elseif ($ScopeTask -eq 'repair') {
        Set-ManagementScope -Identity $ScopeName -RecipientRestrictionFilter $Filter -Confirm:$false -ErrorAction Stop
        Write-Done "filter of the scope $ScopeName is changed"
    }
    foreach ($Role in $NewRoles) { Add-Role $Role }

    Test-Reach $Senders
    if ($Withdraw) {
        Remove-MailConsents
    } elseif ($Wide.Count -gt 0) {
        Write-Host 'The consent in Entra is still there. Run this script again with -WithdrawTenantWideConsent, 2 hours after the roles were given.'
    }
    Write-Host ''
    Write-Host 'Now do not use the connection for 35 minutes. Then test it once, and do not poll. Exchange applies new permissions after 30'
    Write-Host 'minutes, if the app makes no calls. Every call in between keeps the old permissions in use, for up to 2 hours.'
}

# The mailboxes that are not in the group yet. Lists the changes of the group.
function Get-Joining($Senders) {
    if ($null -eq $Group) {
        Add-Planned "create the mail-enabled security group $GroupName"
        if ($NamingPolicy) { Write-Warning "The organization has a naming policy for groups ($NamingPolicy). The script would create the group with its own name, whatever the policy is. If the policy must hold, create a mail-enabled security group yourself, and put its name at the top of this file." }
    } else {
        Write-Kept "mail-enabled security group $GroupName"
    }
    foreach ($Member in $Members) {
        if ("$($Member.RecipientTypeDetails)" -like '*Group*') {
            Write-Warning "$($Member.Name) is a group within the group. The members of a nested group do not count: add the mailboxes themselves."
        } elseif (-not (Test-Listed $Member $Senders)) {
            Write-Warning "$($Member.PrimarySmtpAddress) is a member as well, so that the app can use this mailbox too. If it must not: run this script with -RemoveMailbox $($Member.PrimarySmtpAddress)"
        }
    }
    $Joining = @($Senders | Where-Object { -not (Test-Listed $_ $Members) })
    if ($Joining.Count -gt 0) { Test-GroupIsOurs }
    foreach ($Mailbox in $Joining) { Add-Planned "add $($Mailbox.PrimarySmtpAddress) to the group" }
    $Joining
}

# A group that is synchronized from on premises can be changed only there.
function Test-GroupIsOurs {
    if ($null -ne $Group -and (Get-Value $Group 'IsDirSynced') -eq 'True') {
        Stop-Script "the group $GroupName is synchronized from an on-premises directory. Change its members there, or choose another name for a group in the cloud."
    }
}

# What is to be done with the scope: create, repair or nothing.
function Get-ScopeTask {
    $Scope = Get-Scope $ScopeName
    if ($null -eq $Scope) {
        Add-Planned "create the management scope $ScopeName, which covers the direct members of the group"
        return 'create'
    }
    if (Test-Exclusive $Scope) { Stop-Script "the scope $ScopeName is exclusive, and an exclusive scope does not limit apps. Choose another name for the group." }
    $Has = "$($Scope.RecipientFilter)"
    if ($Filter -and $Has.Trim(' ()') -eq $Filter) {
        Write-Kept "scope $ScopeName"
        return ''
    }
    if (@($OtherAssignments | Where-Object { Test-ScriptScope $_ }).Count -gt 0) {
        Stop-Script "other assignments use the scope $ScopeName, with the filter $Has. Choose another name for the group."
    }
    Write-Warning "The scope $ScopeName has another filter: $Has. A group gets a new distinguished name when it is renamed or created again."
    Add-Planned "change the filter of the scope $ScopeName, so that it covers the direct members of the group"
    'repair'
}

# The roles that the app does not have yet. Assignments add up: one with a wider scope would cancel the limits of the others.
function Get-NewRoles {
    $Covered = @()
    foreach ($Assignment in $AppAssignments) {
        $Role = "$($Assignment.Role)"
        $Remove = "Remove-ManagementRoleAssignment -Identity $(Format-Literal "$($Assignment.Name)")"
        if ($Role -notin $Roles) {
            Write-Warning "The app has the role $Role as well, for $(Get-ReachOf $Assignment). If it does not need it: $Remove"
        } elseif ((Test-OwnScope $Assignment) -or (Test-ScriptScope $Assignment)) {
            Write-Kept "$Role for $(Get-ReachOf $Assignment)"
            $Covered += $Role
        } else {
            Stop-Script "the app already has the role $Role for $(Get-ReachOf $Assignment), and assignments add up. If nothing else needs it, run this, then this script again: $Remove"
        }
    }
    $Roles | Where-Object { $_ -notin $Covered }
}

function New-SenderGroup {
    # The name becomes part of the distinguished name, and the filter contains that: it must not have typographic quotes.
    $PlainName = ConvertTo-PlainQuote $GroupName
    $script:Group = New-DistributionGroup -Name $PlainName -DisplayName $GroupName -Type Security -MemberJoinRestriction Closed -MemberDepartRestriction Closed -IgnoreNamingPolicy -ErrorAction Stop
    Write-Done "mail-enabled security group $GroupName is created"
    $script:Filter = Get-FilterOf $Group
}

function Add-Sender($Mailbox) {
    Invoke-Retry { Add-DistributionGroupMember -Identity $Group.DistinguishedName -Member $Mailbox.DistinguishedName -BypassSecurityGroupManagerCheck -Confirm:$false -ErrorAction Stop }
    Write-Done "$($Mailbox.PrimarySmtpAddress) is added to the group"
}

function Add-Role([string] $Role) {
    Invoke-Retry { New-ManagementRoleAssignment -App $EnterpriseObjectId -Role $Role -CustomResourceScope $ScopeName -ErrorAction Stop | Out-Null }
    Write-Done "$Role within the scope $ScopeName is given"
}

# Not all of Exchange's servers have a new object at once. So the script tries three times.
function Invoke-Retry([scriptblock] $Action) {
    foreach ($Pause in 20, 40, 0) {
        try {
            & $Action
            return
        } catch {
            if ($Pause -eq 0 -or "$($_.Exception.Message)" -notmatch "couldn't be found|wasn't found") { throw }
            Write-Host "  Exchange does not find a new object yet. The next try is in $Pause seconds."
            Start-Sleep -Seconds $Pause
        }
    }
}

# Proof: the given mailboxes are in scope, and the out-of-scope mailbox is not.
function Test-Reach($Senders) {
    Write-Host 'Test'
    foreach ($Mailbox in $Senders) {
        $Address = "$($Mailbox.PrimarySmtpAddress)"
        foreach ($Pause in 20, 40, 0) {
            $Has = @(Invoke-Retry { Get-RolesOn $Address })
            $Lacks = @($Roles | Where-Object { $_ -notin $Has })
            if ($Lacks.Count -eq 0 -or $Pause -eq 0) { break }
            Write-Host "  $Address is not in scope yet. The next try is in $Pause seconds."
            Start-Sleep -Seconds $Pause
        }
        if ($Lacks.Count -gt 0) {
            Stop-Script "$($Lacks -join ', ') does not cover $Address yet. Wait 10 minutes and run this script again. If this does not help, look at the direct members of the group and at the filter of the scope."
        }
        Write-Host "  in scope  $Address"
    }
    if (-not $OutOfScopeMailbox) {
        Write-Warning 'No out-of-scope mailbox is named. So the script did not test that the app cannot reach other mailboxes.'
        return
    }
    $Reaches = @(Get-RolesOn $OutOfScopeMailbox | Where-Object { $_ -match $ReachesMail })
    if ($Reaches.Count -gt 0) {
        Stop-Script "the app can reach the out-of-scope mailbox $OutOfScopeMailbox, because of $($Reaches -join ', '). Look at the members of the group and at the other assignments of the app."
    }
    Write-Host "  refused   $OutOfScopeMailbox"
}
