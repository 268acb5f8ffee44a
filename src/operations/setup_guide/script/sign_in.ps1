
# ---- Before anything: values, modules, sign-in, tenant, roles ----
function Test-Values {
    $Empty = @()
    if (-not $TenantId) { $Empty += '$TenantId, the Directory (tenant) ID: Entra ID > App registrations > your app > Overview' }
    if (-not $ClientId) { $Empty += '$ClientId, the Application (client) ID: Entra ID > App registrations > your app > Overview' }
    if (-not $EnterpriseObjectId) { $Empty += '$EnterpriseObjectId, the Object ID: Entra ID > Enterprise applications > your app > Overview' }
    if (-not $GroupName) { $Empty += '$GroupName, a name for the group of senders' }
    if ($Mode -eq 'SetUp' -and $Mailboxes.Count -eq 0) { $Empty += '$Mailboxes, the addresses of the mailboxes: one in a line, each between single quotes' }
    if ($Empty.Count -gt 0) {
        Stop-Script "open this file in an editor, and fill in these values at its top, between the quotes: $($Empty -join '; ')"
    }
    if (-not ($ClientId -as [guid]) -or -not ($EnterpriseObjectId -as [guid])) {
        Stop-Script 'the client ID and the object ID at the top of this file must be GUIDs, such as 00000000-0000-0000-0000-000000000000.'
    }
    if ($EnterpriseObjectId -eq $ClientId) {
        Stop-Script 'the object ID is the client ID. Copy the Object ID from Entra ID > Enterprise applications > your app > Overview.'
    }
}

# Signs in to Exchange Online, and checks that it is the right tenant and that the account has the commands.
function Connect-Exchange([string[]] $Commands) {
    Write-Host 'Exchange Online'
    $Installed = @(Get-Module -ListAvailable -Name ExchangeOnlineManagement -ErrorAction Stop | Sort-Object Version -Descending)
    if ($Installed.Count -eq 0) {
        Stop-Script 'the PowerShell module ExchangeOnlineManagement is missing. Run: Install-Module ExchangeOnlineManagement -Scope CurrentUser'
    }
    if ($Installed[0].Version -lt [version] '3.0.0') {
        Stop-Script "the PowerShell module ExchangeOnlineManagement is too old: $($Installed[0].Version). Version 3.0.0 or later is needed. Run: Install-Module ExchangeOnlineManagement -Scope CurrentUser -Force"
    }
    try {
        Import-Module ExchangeOnlineManagement -MinimumVersion 3.0.0 -ErrorAction Stop
    } catch {
        Stop-Script "ExchangeOnlineManagement $($Installed[0].Version) does not load in this PowerShell. From 3.5.0 it needs PowerShell 7.4 or later, and from 3.10.0 PowerShell 7.6 or later. Every version works in Windows PowerShell 5.1. PowerShell says: $($_.Exception.Message)"
    }
    if ($DeviceCode -and $PSEdition -ne 'Core') { Stop-Script '-DeviceCode needs PowerShell 7. Run the script with pwsh.' }

    # An open connection is used and left open.
    $Open = @(Get-ConnectionInformation -ErrorAction Stop | Where-Object { "$($_.State)" -eq 'Connected' })
    if ($Open.Count -eq 0) {
        $Options = @{ ExchangeEnvironmentName = $ExchangeEnvironment; ShowBanner = $false }
        if ($UserPrincipalName) { $Options['UserPrincipalName'] = $UserPrincipalName }
        if ($AsPartner) { $Options['DelegatedOrganization'] = $TenantId }
        if ($DeviceCode) { $Options['Device'] = $true }
        Connect-ExchangeOnline @Options -ErrorAction Stop
        $script:SignedIn = $true
        $Open = @(Get-ConnectionInformation -ErrorAction Stop | Where-Object { "$($_.State)" -eq 'Connected' })
    }
    $script:Account = "$(@($Open | ForEach-Object { $_.UserPrincipalName }) -join ', ')"

    # First the commands: the check of the tenant needs one of them.
    $Missing = @($Commands | Where-Object { -not (Get-Command -Name $_ -ErrorAction SilentlyContinue) })
    if ($Missing.Count -gt 0) { Stop-Script (Get-RoleAdvice $Missing) }

    # An administrator of several tenants may be signed in to another one.
    if ($AsPartner) {
        $Tenants = @($Open | ForEach-Object { "$($_.DelegatedOrganization)" })
    } elseif ($TenantId -as [guid]) {
        $Tenants = @($Open | ForEach-Object { "$($_.TenantID)" })
    } else {
        $Tenants = @(Get-AcceptedDomain -ErrorAction Stop | Where-Object { "$($_.DomainName)" -eq $TenantId } | ForEach-Object { $TenantId })
    }
    if ($Tenants.Count -eq 0 -or $Open.Count -gt 1 -or @($Tenants | Where-Object { $_ -ne $TenantId }).Count -gt 0) {
        Stop-Script "this window is signed in to another tenant than $TenantId, or to several ($Account). Open a new PowerShell window and sign in to this tenant alone."
    }
    Write-Kept "signed in as $Account"
}

# What the organization must allow before Exchange makes role assignments.
function Test-Organization {
    $Organization = Get-OrganizationConfig -ErrorAction Stop
    if ((Get-Value $Organization 'IsDehydrated') -eq 'True') { Stop-Script $NotCustomized }
    $Known = @(Get-ManagementRole -ErrorAction Stop | ForEach-Object { "$($_.Name)" })
    foreach ($Role in $Roles) {
        if ($Role -notin $Known) {
            Stop-Script "Exchange does not show your account the role $Role. Either your account is not in Organization Management, or this cloud does not have RBAC for Applications."
        }
    }
    $script:NamingPolicy = Get-Value $Organization 'DistributionGroupNamingPolicy'
}
