
# The values above have \u and four hex digits in place of each character beyond ASCII: Windows PowerShell 5.1 reads files in the
# code page of the machine, and a byte of a letter may be a quote there.
$AppName = [regex]::Unescape($AppName)
$GroupName = [regex]::Unescape($GroupName)
$ScopeName = $GroupName
$Mailboxes = @($Mailboxes | ForEach-Object { [regex]::Unescape($_) })
$OutOfScopeMailbox = [regex]::Unescape($OutOfScopeMailbox)

# ---- Functions ----
# Commands of modules do not see the $ErrorActionPreference of a script. So each command has -ErrorAction Stop.
function Write-Done([string] $Text) { Write-Host "  done     $Text" -ForegroundColor Green }
function Write-Kept([string] $Text) { Write-Host "  as it is $Text" }
function Stop-Script([string] $Text) { throw "Stopped: $Text" }

# Versions of the module differ in the property that names the scope.
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

# An administrator of several tenants may be signed in to another one.
if ($TenantId -as [guid]) {
    $Tenants = @(Get-ConnectionInformation -ErrorAction Stop | Where-Object { "$($_.State)" -eq 'Connected' } | ForEach-Object { "$($_.TenantID)" })
} else {
    $Tenants = @(Get-AcceptedDomain -ErrorAction Stop | Where-Object { "$($_.DomainName)" -eq $TenantId } | ForEach-Object { $TenantId })
}
if ($Tenants.Count -eq 0 -or @($Tenants | Where-Object { $_ -ne $TenantId }).Count -gt 0) {
    Stop-Script "you are not signed in to the tenant $TenantId, or you are signed in to another tenant as well. Open a new PowerShell window and sign in to this tenant alone."
}

# The AppId is compared, because Get-ServicePrincipal may list all service principals for a name that it does not find.
$Pointers = @(Get-ServicePrincipal -ErrorAction Stop | Where-Object { "$($_.AppId)" -eq $ClientId })
$AppNames = @($EnterpriseObjectId, $ClientId, $AppName) + @($Pointers | ForEach-Object { "$($_.ObjectId)" })
# Role groups and policies are assignees as well, and may have any name. Every other assignment belongs to somebody else.
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
