$AppName = [regex]::Unescape($AppName)
$GroupName = [regex]::Unescape($GroupName)
$ScopeName = $GroupName
$Mailboxes = @($Mailboxes | ForEach-Object { [regex]::Unescape($_) })
$OutOfScopeMailbox = [regex]::Unescape($OutOfScopeMailbox)

# ---- Words: what the script prints, and how it stops ----
# Commands of modules do not see the $ErrorActionPreference of a script. So each command has -ErrorAction Stop.
$Caller = $PSCmdlet
$Planned = @()
$Made = @()
$Expected = ''
$ExitCode = 0

function Write-Done([string] $Text) {
    $script:Made += $Text
    Write-Host "  done      $Text" -ForegroundColor Green
}
function Write-Kept([string] $Text) { Write-Host "  unchanged $Text" }
function Add-Planned([string] $Text) { $script:Planned += $Text }

function Stop-Script([string] $Text) {
    $script:Expected = $Text
    throw $Text
}

# Lists the planned changes, and asks. With -WhatIf the answer is no.
function Confirm-Plan {
    if ($Planned.Count -eq 0) {
        Write-Host 'Nothing to change.'
        return $true
    }
    Write-Host 'To change'
    foreach ($Text in $Planned) { Write-Host "  - $Text" }
    $Go = $Caller.ShouldProcess('make the changes in the list above', 'Make the changes in the list above?', 'Outlook app')
    if (-not $Go) { Write-Host 'Nothing was changed.' }
    $Go
}

# Versions of the module differ in the properties of their objects.
function Get-Value($Object, [string] $Name) {
    $Property = $Object.PSObject.Properties[$Name]
    if ($Property -and $null -ne $Property.Value) { "$($Property.Value)" } else { '' }
}

# A text as a literal of PowerShell, for commands that the script prints. Typographic quotes are quotes as well.
function Format-Literal([string] $Text) { "'" + ($Text -replace "(['\u2018-\u201B])", '$1$1') + "'" }

# A text for a filter of Exchange, between single quotes. The script makes no object whose name has typographic quotes.
function Format-FilterValue([string] $Text) { (ConvertTo-PlainQuote $Text).Replace("'", "''") }
function ConvertTo-PlainQuote([string] $Text) { $Text -replace '[\u2018-\u201B]', "'" }

# Which role is missing, for cmdlets that Exchange does not offer to this account. Exchange offers each account the cmdlets of
# its roles only.
function Get-RoleAdvice([string[]] $Commands) {
    $Role = 'a role of the role group Organization Management'
    if (@($Commands | Where-Object { $_ -match '-Management(Scope|Role)' }).Count -gt 0) { $Role = 'the role Role Management' }
    elseif (@($Commands | Where-Object { $_ -match '-DistributionGroup' }).Count -gt 0) { $Role = 'the role Security Group Creation and Membership' }
    "Exchange does not offer your account these commands: $($Commands -join ', '). So your account lacks $Role. " +
    'Use an account that is a member of the role group Organization Management: the role Exchange Administrator of Entra makes it one. ' +
    'If the role was activated for you a moment ago (PIM), wait some minutes and sign in again in a new PowerShell window. ' +
    "To see which roles have a command, such an account can run: Get-ManagementRole -Cmdlet $($Commands[0])"
}

$NotCustomized = 'this organization is not enabled for customization yet (IsDehydrated is True), so Exchange refuses new role assignments. ' +
    'Run this once, as a member of Organization Management: Enable-OrganizationCustomization   ' +
    'It cannot be undone. Run this script again an hour after that: IsDehydrated becomes False at once, but Exchange takes longer.'

# After Enable-OrganizationCustomization, IsDehydrated is False at once. Public scripts measured that Exchange then refused new scopes
# for about 30 minutes, and new role assignments for 40 to 60 minutes.
$NotReady = 'Exchange is not ready for role assignments yet. If Enable-OrganizationCustomization was run in this organization less than an hour ago, wait until the hour is over: ' +
    'Exchange refuses new scopes and role assignments until then, though IsDehydrated is already False. '
$NoDelegation = $NotReady + 'Otherwise your account may not assign roles. Its Entra role alone is not always enough: make it a member of the role group itself ' +
    '(Add-RoleGroupMember -Identity ''Organization Management'' -Member <account>), and sign in again in a new PowerShell window.'

# What an error means that administrators meet. The text is empty if the script does not know it.
function Get-Explanation($Failure) {
    $Text = "$($Failure.Exception.Message)"
    $Id = "$($Failure.FullyQualifiedErrorId)"
    if ($Id -like 'CommandNotFoundException*') { return Get-RoleAdvice @("$($Failure.TargetObject)") }
    if ($Id -like 'NamedParameterNotFound*') {
        return "Your account may use the command, but not this parameter of it. " + (Get-RoleAdvice @($Id -replace '^NamedParameterNotFound,', ''))
    }
    if ($Text -match 'delegating role assignment') { return $NoDelegation }
    if ($Text -match 'Enable-OrganizationCustomization|DehydratedContext|currently allowed in your organization') { return $NotReady }
    if ($Text -match 'AADSTS(500014|500011|650052)') { return 'This tenant has no Exchange Online: it has no subscription with it, or the subscription is disabled. Check the tenant ID, and the licences of the tenant.' }
    if ($Text -match 'AADSTS(65001|90094|90095)') { return 'The tenant has not approved the sign-in of this PowerShell module. An administrator must approve it once, or use -ExchangeOnly.' }
    if ($Text -match 'AADSTS5300[0-9]') { return 'A Conditional Access policy of the tenant blocks this sign-in. Use a device and a network that the policy accepts, or -DeviceCode.' }
    if ($Text -match 'AADSTS5020[0-9]|AADSTS50105|AADSTS50034') { return 'This account does not belong to the tenant, or may not use Exchange Online PowerShell. Sign in with an administrator of this tenant.' }
    if ($Text -match 'cancell?ed') { return 'The sign-in was cancelled. Run the script again.' }
    if ($Text -match 'write scope|on-premises organization') { return 'Your roles do not cover this object, or it is synchronized from an on-premises directory and can be changed only there.' }
    if ($Text -match 'Access(Is)? ?Denied|UnauthorizedAccess|Insufficient privileges|RequestDenied') { return 'Your account lacks a role. Use a member of the role group Organization Management.' }
    if ($Text -match 'already exists|already being used|is already in use') { return 'The name is taken. Choose another name for the group.' }
    if ($Text -match "couldn't be found") { return 'Exchange does not find an object. If the script made it in this run, not all servers have it yet: wait 10 minutes.' }
    if ($Text -match 'throttl|too many requests|server is busy') { return 'Exchange is busy. Wait some minutes.' }
    ''
}

# Says what went wrong, what was made before, and how to go on.
function Write-Failure($Failure) {
    Write-Host ''
    if ($Expected) {
        Write-Host "Stopped: $Expected" -ForegroundColor Red
    } else {
        $Explanation = Get-Explanation $Failure
        if ($Explanation) { Write-Host "Stopped: $Explanation" -ForegroundColor Red }
        Write-Host "PowerShell says: $($Failure.Exception.Message)" -ForegroundColor Red
    }
    if ($Made.Count -eq 0) {
        Write-Host 'Nothing was changed.'
    } else {
        Write-Host 'Changed before that:'
        foreach ($Text in $Made) { Write-Host "  - $Text" }
        Write-Host 'The rest is not done. Run the script again: it keeps these changes and continues.'
    }
}
