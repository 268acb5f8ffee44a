
# ---- Looking: nothing here changes anything ----

# The mailbox with this address, or a stop that says what the address belongs to.
function Read-Mailbox([string] $Address) {
    try {
        $Found = @(Get-Mailbox -Identity $Address -ErrorAction Stop | Where-Object { $_.EmailAddresses -contains "smtp:$Address" -or $_.UserPrincipalName -eq $Address })
    } catch {
        $Says = "$($_.Exception.Message)"
        $Kind = ''
        try { $Kind = (@(Get-Recipient -Identity $Address -ErrorAction Stop | ForEach-Object { "$($_.RecipientTypeDetails)" }) -join ', ') } catch { $Kind = '' }
        if ($Kind -match 'MailUser|RemoteUser') { Stop-Script "$Address is a $Kind`: its mailbox is not in Exchange Online, but on premises or elsewhere. Name a mailbox of Exchange Online." }
        if ($Kind) { Stop-Script "$Address is a $Kind, and not a mailbox. Name a user mailbox or a shared mailbox." }
        Stop-Script "Exchange Online has no mailbox $Address. A user without an Exchange Online licence has none. Exchange says: $Says"
    }
    if ($Found.Count -ne 1) { Stop-Script "$($Found.Count) mailboxes have the address $Address. Exactly one must have it." }
    if ("$($Found[0].RecipientTypeDetails)" -notin 'UserMailbox', 'SharedMailbox') {
        Stop-Script "$Address is a $($Found[0].RecipientTypeDetails). Name a user mailbox or a shared mailbox."
    }
    $Found[0]
}

# The mailboxes with these addresses. Two addresses of one mailbox are a mistake.
function Read-Senders([string[]] $Addresses) {
    $Senders = @()
    foreach ($Address in $Addresses) {
        $Mailbox = Read-Mailbox $Address
        if ((Test-Listed $Mailbox $Senders)) { Stop-Script "$Address is another address of a mailbox that is already named. Name each mailbox once." }
        $Senders += $Mailbox
    }
    $Senders
}

# Whether a list has a recipient. Distinguished names identify recipients.
function Test-Listed($Recipient, $List) { @($List | ForEach-Object { $_.DistinguishedName }) -contains $Recipient.DistinguishedName }

# The group of senders, its members and its filter. $Group is $null if there is no group yet.
function Read-Group {
    $script:Group = $null
    $script:Members = @()
    $script:Filter = ''
    $Value = Format-FilterValue $GroupName
    $Named = @(Get-Recipient -Filter "Name -eq '$Value' -or DisplayName -eq '$Value'" -ResultSize Unlimited -ErrorAction Stop)
    $Groups = @($Named | Where-Object { "$($_.RecipientTypeDetails)" -eq 'MailUniversalSecurityGroup' })
    if ($Groups.Count -gt 1) { Stop-Script "$($Groups.Count) groups have the name $GroupName. Choose another name." }
    if ($Groups.Count -eq 0) {
        $Taken = @($Named | Where-Object { "$($_.Name)" -eq (ConvertTo-PlainQuote $GroupName) })
        if ($Taken.Count -gt 0) {
            Stop-Script "the name $GroupName is taken by a $($Taken[0].RecipientTypeDetails). The group must be a mail-enabled security group. Choose another name."
        }
        return
    }
    $script:Group = Get-DistributionGroup -Identity $Groups[0].DistinguishedName -ErrorAction Stop
    $script:Members = @(Get-DistributionGroupMember -Identity $Group.DistinguishedName -ResultSize Unlimited -ErrorAction Stop)
    $script:Filter = Get-FilterOf $Group
}

# MemberOfGroup compares distinguished names, and counts direct members only. A single quote in the filter must be doubled.
function Get-FilterOf($Of) {
    if ($Of.DistinguishedName -match '[\u2018-\u201B]') {
        Stop-Script "the distinguished name of $GroupName contains typographic quotes. A filter may end at them. Choose another name."
    }
    $Dn = $Of.DistinguishedName.Replace("'", "''")
    "MemberOfGroup -eq '$Dn'"
}

# Exchange's records of the app, its role assignments, and all scopes.
function Read-App {
    # The AppId is compared, because Get-ServicePrincipal may list all service principals for a name that it does not find.
    $All = @(Get-ServicePrincipal -ErrorAction Stop)
    $script:Pointers = @($All | Where-Object { "$($_.AppId)" -eq $ClientId })
    $Others = @($All | Where-Object { "$($_.AppId)" -ne $ClientId })
    # RoleAssignee and RoleAssigneeName hold the object ID in some versions, and the display name in others.
    $Ids = @($EnterpriseObjectId, $ClientId) + @($Pointers | ForEach-Object { "$($_.ObjectId)" })
    $Names = @($Pointers | ForEach-Object { Get-Value $_ 'DisplayName'; Get-Value $_ 'Name' } | Where-Object { $_ })
    $OtherIds = @($Others | ForEach-Object { "$($_.ObjectId)"; "$($_.AppId)" })
    $OtherNames = @($Others | ForEach-Object { Get-Value $_ 'DisplayName'; Get-Value $_ 'Name' } | Where-Object { $_ })
    $script:AppAssignments = @()
    $script:OtherAssignments = @()
    # Role groups and policies are assignees as well, and may have any name. Every other assignment belongs to somebody else.
    foreach ($Assignment in @(Get-ManagementRoleAssignment -ErrorAction Stop)) {
        $Assignees = @((Get-Value $Assignment 'RoleAssignee'), (Get-Value $Assignment 'RoleAssigneeName'))
        $IsApp = "$($Assignment.RoleAssigneeType)" -eq 'ServicePrincipal'
        if ($IsApp -and @($Assignees | Where-Object { $_ -in $Ids }).Count -gt 0) {
            $script:AppAssignments += $Assignment
        } elseif (-not $IsApp -or @($Assignees | Where-Object { $_ -in $OtherIds }).Count -gt 0) {
            $script:OtherAssignments += $Assignment
        } elseif (@($Assignees | Where-Object { $_ -in $Names }).Count -eq 0) {
            $script:OtherAssignments += $Assignment
        } elseif (@($Assignees | Where-Object { $_ -in $OtherNames }).Count -gt 0) {
            Stop-Script "Exchange has several apps with the name $(@($Assignees) -join ' '), and does not say which of them has the assignment $($Assignment.Name). Give the other app another name with Set-ServicePrincipal -DisplayName."
        } else {
            $script:AppAssignments += $Assignment
        }
    }
    $script:Scopes = @(Get-ManagementScope -ErrorAction Stop)
}

# The name of an assignment's scope. Empty: the whole organization. Versions of the module differ in the property.
function Get-ScopeOf($Assignment) {
    foreach ($Name in 'CustomResourceScope', 'CustomRecipientWriteScope', 'RecipientAdministrativeUnitScope', 'RecipientGroupScope') {
        $Value = Get-Value $Assignment $Name
        if ($Value) { return $Value }
    }
    ''
}

function Test-GroupScope($Assignment) { (Get-Value $Assignment 'RecipientWriteScope') -eq 'Group' }

# Whether an assignment uses the management scope of the script. A group may have the same name.
function Test-ScriptScope($Assignment) { -not (Test-GroupScope $Assignment) -and (Get-ScopeOf $Assignment) -eq $ScopeName }

# The management scope of this name. $null if there is none.
function Get-Scope([string] $Name) {
    $Found = @($Scopes | Where-Object { "$($_.Name)" -eq $Name })
    if ($Found.Count -gt 0) { $Found[0] }
}

function Test-Exclusive($Scope) { (Get-Value $Scope 'Exclusive') -eq 'True' }

# Whether an assignment covers the members of the group, and nothing else. It may have been made by hand, with a scope of another
# name, or with -RecipientGroupScope. Exchange then shows the group's name, or this name with an ID behind it.
function Test-OwnScope($Assignment) {
    if ($null -eq $Group) { return $false }
    $Name = Get-ScopeOf $Assignment
    if (Test-GroupScope $Assignment) { return $Name -eq $Group.Name -or $Name -eq $Group.DistinguishedName -or $Name.StartsWith("$($Group.Name)_") }
    $Scope = Get-Scope $Name
    if ($null -eq $Scope) { return $false }
    -not (Test-Exclusive $Scope) -and "$($Scope.RecipientFilter)".Trim(' ()') -eq $Filter
}

# What an assignment covers, in words.
function Get-ReachOf($Assignment) {
    $Name = Get-ScopeOf $Assignment
    if (-not $Name) { return 'every mailbox of the organization' }
    if (Test-GroupScope $Assignment) { return "the group $Name" }
    $Scope = Get-Scope $Name
    if ($null -eq $Scope) { return "the scope or administrative unit $Name" }
    if (Test-Exclusive $Scope) { return "every mailbox: the scope $Name is exclusive, and an exclusive scope does not limit apps" }
    "the scope $Name ($($Scope.RecipientFilter))"
}

# What Exchange says of the app and one mailbox: the roles that cover it.
function Get-RolesOn([string] $Address) {
    @(Test-ServicePrincipalAuthorization -Identity $ClientId -Resource $Address -ErrorAction Stop) |
        Where-Object { "$($_.InScope)" -eq 'True' } | ForEach-Object { "$($_.RoleName)" }
}

# Roles that reach mail, and not only the roles of this script.
$ReachesMail = 'Mail[ .-]|MailboxItem|MailboxFolder|Exchange Full|EWS|SMTP'
