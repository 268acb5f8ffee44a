
# ---- Consents in Entra: they cover every mailbox, whatever the scope is, and Exchange's own test does not see them ----
$ConsentReachesMail = '^Mail[.-]|^MailboxItem|^MailboxFolder|^full_access_as_app$|^(IMAP|POP|SMTP)[.]'

# Looks at the app in Entra, or withdraws its consents to mail permissions. It writes lines: "consent <permission>",
# "withdrew <permission>", "disabled", "other app", "failed <reason>". The last line is "finished" if all went well.
# It uses a separate process: the modules of Graph and of Exchange load different versions of the same libraries, so that the
# second sign-in within one process often fails. The process gets the values as arguments, never as text of a command.
function Invoke-Entra([string] $Task) {
    $Shell = Join-Path $PSHOME $(if ($PSEdition -eq 'Core') { 'pwsh' } else { 'powershell' })
    & $Shell -NoProfile -Command {
        param($Task, $TenantId, $ClientId, $EnterpriseObjectId, $GraphEnvironment, $Pattern, $ByDeviceCode)
        $ErrorActionPreference = 'Stop'
        try {
            Import-Module Microsoft.Graph.Applications -MinimumVersion 2.0.0 -ErrorAction Stop
            $Options = @{ Environment = $GraphEnvironment; TenantId = $TenantId; ContextScope = 'Process'; NoWelcome = $true }
            $Options['Scopes'] = @('Application.Read.All')
            if ($Task -eq 'withdraw') { $Options['Scopes'] = @('Application.Read.All', 'AppRoleAssignment.ReadWrite.All') }
            if ($ByDeviceCode -eq 'True') { $Options['UseDeviceCode'] = $true }
            Connect-MgGraph @Options -ErrorAction Stop | Out-Null
            $App = Get-MgServicePrincipal -ServicePrincipalId $EnterpriseObjectId -ErrorAction Stop
            if ("$($App.AppId)" -ne $ClientId) {
                "other app $($App.AppId)"
            } else {
                if ("$($App.AccountEnabled)" -eq 'False') { 'disabled' }
                foreach ($Consent in @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -All -ErrorAction Stop)) {
                    $Resource = Get-MgServicePrincipal -ServicePrincipalId $Consent.ResourceId -ErrorAction Stop
                    $Names = @($Resource.AppRoles | Where-Object { "$($_.Id)" -eq "$($Consent.AppRoleId)" } | ForEach-Object { "$($_.Value)" })
                    $Name = "$($Consent.AppRoleId)"
                    if ($Names.Count -gt 0) { $Name = $Names[0] }
                    if ($Task -eq 'withdraw' -and $Name -match $Pattern) {
                        Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $EnterpriseObjectId -AppRoleAssignmentId $Consent.Id -ErrorAction Stop | Out-Null
                        "withdrew $Name"
                    } else {
                        "consent $Name"
                    }
                }
            }
            'finished'
        } catch {
            "failed $_"
        }
    } -args $Task, $TenantId, $ClientId, $EnterpriseObjectId, $GraphEnvironment, $ConsentReachesMail, "$DeviceCode"
}

# Looks at the app in Entra. $EntraUnread says why that was not possible; it is empty if it was.
function Read-Entra {
    $script:Consents = @()
    $script:EntraUnread = ''
    if ($ExchangeOnly) {
        $script:EntraUnread = '-ExchangeOnly was given'
        return
    }
    Write-Host 'Entra (a second sign-in, to Microsoft Graph; -ExchangeOnly leaves it out)'
    $Installed = @(Get-Module -ListAvailable -Name Microsoft.Graph.Applications -ErrorAction Stop | Where-Object { $_.Version -ge [version] '2.0.0' })
    if ($Installed.Count -eq 0) {
        $script:EntraUnread = 'the PowerShell module Microsoft.Graph.Applications 2.0.0 or later is missing (Install-Module Microsoft.Graph.Applications -Scope CurrentUser)'
        return
    }
    try {
        $Lines = @(Invoke-Entra 'read')
    } catch {
        $script:EntraUnread = "the second PowerShell failed: $($_.Exception.Message)"
        return
    }
    foreach ($Line in $Lines) {
        if ($Line -match '^other app') {
            Stop-Script "the object ID $EnterpriseObjectId belongs to another app ($($Line -replace '^other app ', '')), and not to $ClientId. Copy both from the same app: Entra ID > Enterprise applications > your app > Overview."
        }
        if ($Line -match '^failed .*does not exist') {
            Stop-Script "Entra has no enterprise application with the object ID $EnterpriseObjectId. The app registration shows another Object ID. Copy it from Entra ID > Enterprise applications > your app > Overview."
        }
        if ($Line -eq 'disabled') { Write-Warning 'Sign-in of the app is disabled in Entra (Enterprise applications > your app > Properties). Until it is enabled, the app gets no token.' }
        if ($Line -match '^failed ') { $script:EntraUnread = "$Line" -replace '^failed ', '' }
        if ($Line -match '^consent ') { $script:Consents += "$Line" -replace '^consent ', '' }
    }
    if ($EntraUnread -match 'Insufficient privileges|RequestDenied|AADSTS(65001|90094)') { $script:EntraUnread = "your account may not read applications with Microsoft Graph PowerShell, or the tenant has not approved it. Microsoft says: $EntraUnread" }
    if (-not $EntraUnread -and ($Lines.Count -eq 0 -or "$($Lines[-1])" -ne 'finished')) { $script:EntraUnread = 'the second PowerShell did not finish' }
}

# The consents that reach mail.
function Get-MailConsents { $Consents | Where-Object { $_ -match $ConsentReachesMail } }

# Withdraws the consents that reach mail.
function Remove-MailConsents {
    $Lines = @(Invoke-Entra 'withdraw')
    foreach ($Line in $Lines) {
        if ($Line -match '^withdrew ') { Write-Done "consent to $("$Line" -replace '^withdrew ', '') is withdrawn" }
    }
    if ($Lines.Count -eq 0 -or "$($Lines[-1])" -ne 'finished') {
        Stop-Script "not all consents were withdrawn: $($Lines -join '; '). You need the role Privileged Role Administrator. Or run the commands of step 2 of the guide in a new PowerShell window."
    }
    Write-Host '  Remove the same permissions from the app registration too (API permissions), so that nobody consents to them again.'
    Write-Host '  Tokens that the app has already keep them for about an hour.'
}
