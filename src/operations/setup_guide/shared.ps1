
# Characters beyond ASCII stand above as \u and four hex digits: Windows PowerShell 5.1 reads files in the machine's code page, in which the
# bytes of a letter may be a quote.
$AppName = [regex]::Unescape($AppName)
$GroupName = [regex]::Unescape($GroupName)
$ScopeName = $GroupName
$Mailboxes = @($Mailboxes | ForEach-Object { [regex]::Unescape($_) })
$OutOfScopeMailbox = [regex]::Unescape($OutOfScopeMailbox)

# ---- Tools ----
# Commands of modules do not see $ErrorActionPreference of a script: each says -ErrorAction Stop itself.
function Write-Done([string] $Text) { Write-Host "  done     $Text" -ForegroundColor Green }
function Write-Kept([string] $Text) { Write-Host "  as it is $Text" }
function Stop-Script([string] $Text) { throw "Stopped: $Text" }

# Which property names the scope differs between versions of the module.
function Get-ScopeOf($Assignment) {
    foreach ($Name in 'CustomResourceScope', 'CustomRecipientWriteScope') {
        $Property = $Assignment.PSObject.Properties[$Name]
        if ($Property -and $Property.Value) { return "$($Property.Value)" }
    }
}

# ---- Sign-in ----
$Module = Get-Module -ListAvailable -Name ExchangeOnlineManagement -ErrorAction Stop | Sort-Object Version -Descending | Select-Object -First 1
if (-not $Module -or $Module.Version -lt [version] '3.0.0') {
    Stop-Script 'the module ExchangeOnlineManagement 3.0.0 or later is missing. Run: Install-Module ExchangeOnlineManagement -Scope CurrentUser'
}
Import-Module ExchangeOnlineManagement -MinimumVersion 3.0.0 -ErrorAction Stop
Connect-ExchangeOnline -ExchangeEnvironmentName $ExchangeEnvironment -ShowBanner:$false -ErrorAction Stop

# Who administers several tenants may be signed in to another one.
if ($TenantId -as [guid]) {
    $Tenants = @(Get-ConnectionInformation -ErrorAction Stop | Where-Object { "$($_.State)" -eq 'Connected' } | ForEach-Object { "$($_.TenantID)" })
} else {
    $Tenants = @(Get-AcceptedDomain -ErrorAction Stop | Where-Object { "$($_.DomainName)" -eq $TenantId } | ForEach-Object { $TenantId })
}
if ($Tenants.Count -eq 0 -or @($Tenants | Where-Object { $_ -ne $TenantId }).Count -gt 0) {
    Stop-Script "you are not signed in to the tenant $TenantId, or to another one as well. Open a new PowerShell window and sign in to that tenant alone."
}

# Only an equal AppId is an answer: Get-ServicePrincipal may give all of them for a name that it does not find.
$Pointers = @(Get-ServicePrincipal -ErrorAction Stop | Where-Object { "$($_.AppId)" -eq $ClientId })
$AppNames = @($EnterpriseObjectId, $ClientId, $AppName) + @($Pointers | ForEach-Object { "$($_.ObjectId)" })
# Role groups and policies are assignees as well, and may have any name. What is not the app's belongs to others.
$AppAssignments = @()
$OtherAssignments = @()
foreach ($Assignment in @(Get-ManagementRoleAssignment -ErrorAction Stop)) {
    if ("$($Assignment.RoleAssigneeType)" -eq 'ServicePrincipal' -and "$($Assignment.RoleAssigneeName)" -in $AppNames) {
        $AppAssignments += $Assignment
    } else {
        $OtherAssignments += $Assignment
    }
}
$Groups = @(Get-DistributionGroup -ResultSize Unlimited -ErrorAction Stop | Where-Object { $_.Name -eq $GroupName -or $_.DisplayName -eq $GroupName })
$Scopes = @(Get-ManagementScope -ErrorAction Stop | Where-Object { $_.Name -eq $ScopeName })
