
# ---- Evidence for an auditor: what the app can reach, as of now ----
$Lines = @()
function Add-Line([string] $Text) { $script:Lines += $Text }

function Write-Report {
    Connect-Exchange @('Get-Recipient', 'Get-AcceptedDomain', 'Get-DistributionGroup', 'Get-DistributionGroupMember',
        'Get-ServicePrincipal', 'Get-ManagementScope', 'Get-ManagementRoleAssignment')
    Read-Entra
    Read-Group
    Read-App
    Add-Line 'What the app can reach in Exchange Online'
    Add-Line "Time (UTC): $([DateTime]::UtcNow.ToString('u'))"
    Add-Line "Tenant: $TenantId. Read by: $Account"
    Add-Line "App: client ID $ClientId, object ID of the enterprise application $EnterpriseObjectId"
    Add-Line ''
    Add-Line '1. Roles in Exchange (RBAC for Applications)'
    if ($Pointers.Count -eq 0) { Add-Line '   Exchange has no record of this app, so that it has no role.' }
    foreach ($Pointer in $Pointers) { Add-Line "   Exchange's record: $(Get-Value $Pointer 'DisplayName'), object ID $($Pointer.ObjectId)" }
    $Everything = $false
    $Unknown = $false
    $Reached = @()
    foreach ($Assignment in $AppAssignments) {
        Add-Line "   $($Assignment.Role): $(Get-ReachOf $Assignment). Assignment: $($Assignment.Name). Enabled: $(Get-Value $Assignment 'Enabled')"
        if ("$($Assignment.Role)" -notmatch $ReachesMail) { continue }
        $Covered = Get-Covered $Assignment
        if ($Covered -eq 'every mailbox') { $Everything = $true }
        elseif ($Covered -eq 'unknown') { $Unknown = $true }
        else { $Reached += @($Covered -split ' ' | Where-Object { $_ -and $_ -notin $Reached }) }
    }
    Add-Line ''
    Add-Line '2. The group of senders'
    if ($null -eq $Group) { Add-Line "   There is no group $GroupName." } else {
        Add-Line "   $($Group.DistinguishedName)"
        Add-Line "   Who manages it, and so decides on its members: $(Get-Value $Group 'ManagedBy')"
        foreach ($Member in $Members) { Add-Line "   member: $($Member.PrimarySmtpAddress) ($($Member.RecipientTypeDetails))" }
    }
    Add-Line ''
    Add-Line "3. Exchange's own test (Test-ServicePrincipalAuthorization)"
    Add-Tests $Reached
    Add-Line ''
    Add-Line '4. Consents in Entra: each covers every mailbox, and no scope limits it'
    foreach ($Consent in $Consents) { Add-Line "   $Consent$(if ($Consent -match $ConsentReachesMail) { ': reaches mail' })" }
    if ($EntraUnread) { Add-Line "   Not read: $EntraUnread." } elseif ($Consents.Count -eq 0) { Add-Line '   None.' }
    Add-Line ''
    Add-Line '5. Application access policies (the older way: they limit consents, and no roles)'
    Add-Policies
    Add-Line ''
    Add-Line 'Result'
    if ($EntraUnread) { Add-Line '   Not known whether a consent in Entra lets the app reach every mailbox.' }
    elseif (@(Get-MailConsents).Count -gt 0) { Add-Line '   A consent in Entra lets the app reach every mailbox, unless an application access policy limits it.' }
    else { Add-Line '   No consent in Entra reaches mail.' }
    if ($Everything) { Add-Line '   A role in Exchange lets the app reach every mailbox.' }
    elseif ($Unknown) { Add-Line '   A role in Exchange has a scope whose mailboxes this script cannot list (see 1).' }
    Add-Line "   Mailboxes that the listed scopes cover: $($Reached.Count)"
    foreach ($Address in $Reached) { Add-Line "   - $Address" }
    Add-Line '   A change of the last 2 hours may not be in effect yet.'
    foreach ($Line in $Lines) { Write-Host $Line }
    $Lines | Out-File -LiteralPath $Report -Encoding utf8 -NoClobber -Confirm:$false -ErrorAction Stop
    Write-Host ''
    Write-Host "This text is in $Report."
}

# The addresses of the mailboxes that an assignment covers, with blanks between; or 'every mailbox', or 'unknown'.
function Get-Covered($Assignment) {
    $Name = Get-ScopeOf $Assignment
    if (-not $Name) { return 'every mailbox' }
    if (Test-GroupScope $Assignment) {
        if (-not (Test-OwnScope $Assignment)) { return 'unknown' }
        $Found = $Members
    } else {
        $Scope = Get-Scope $Name
        if ($null -eq $Scope) { return 'unknown' }
        if (Test-Exclusive $Scope) { return 'every mailbox' }
        $Found = @(Get-Recipient -Filter "$($Scope.RecipientFilter)" -ResultSize Unlimited -ErrorAction Stop)
    }
    @($Found | Where-Object { "$($_.RecipientTypeDetails)" -like '*Mailbox' } | ForEach-Object { "$($_.PrimarySmtpAddress)" }) -join ' '
}

function Add-Tests($Reached) {
    if (-not (Get-Command -Name Test-ServicePrincipalAuthorization -ErrorAction SilentlyContinue)) {
        Add-Line '   Not run: your account does not have this command.'
        return
    }
    if ($Pointers.Count -eq 0) { return }
    foreach ($Address in $Reached) { Add-Line "   $Address`: $(@(Get-RolesOn $Address) -join ', ')" }
    if ($OutOfScopeMailbox) {
        $Has = @(Get-RolesOn $OutOfScopeMailbox | Where-Object { $_ -match $ReachesMail })
        if ($Has.Count -eq 0) { Add-Line "   $OutOfScopeMailbox (must be refused): refused" }
        else { Add-Line "   $OutOfScopeMailbox (must be refused): NOT refused, because of $($Has -join ', ')" }
    }
}

function Add-Policies {
    if (-not (Get-Command -Name Get-ApplicationAccessPolicy -ErrorAction SilentlyContinue)) {
        Add-Line '   Not read: your account does not have this command.'
        return
    }
    $Policies = @(Get-ApplicationAccessPolicy -ErrorAction Stop | Where-Object { "$($_.AppId)" -eq $ClientId })
    if ($Policies.Count -eq 0) { Add-Line '   None.' }
    foreach ($Policy in $Policies) { Add-Line "   $(Get-Value $Policy 'AccessRight') for $(Get-Value $Policy 'ScopeName')" }
}
