
# ---- Taking the set-up back ----
function Invoke-Remove {
    Connect-Exchange @('Get-Recipient', 'Get-AcceptedDomain', 'Get-DistributionGroup', 'Get-DistributionGroupMember',
        'Get-ServicePrincipal', 'Remove-ServicePrincipal', 'Get-ManagementScope', 'Remove-ManagementScope',
        'Get-ManagementRoleAssignment', 'Remove-ManagementRoleAssignment', 'Remove-DistributionGroup')
    Read-Group
    Read-App

    # Only the roles of the set-up, for the group.
    $Going = @()
    $Left = @()
    foreach ($Assignment in $AppAssignments) {
        $Ours = (Test-OwnScope $Assignment) -or (Test-ScriptScope $Assignment)
        if ($Ours -and "$($Assignment.Role)" -in 'Application Mail.Send', 'Application Mail.ReadWrite') {
            $Going += $Assignment
            Add-Planned "take back the role $($Assignment.Role) for $(Get-ReachOf $Assignment)"
        } else {
            $Left += $Assignment
            Write-Warning "The app keeps the role $($Assignment.Role) for $(Get-ReachOf $Assignment): the set-up did not give it."
        }
    }
    $Scope = Get-Scope $ScopeName
    $Staying = @($Left) + @($OtherAssignments)
    $ScopeUsers = @($Staying | Where-Object { Test-ScriptScope $_ })
    $GroupUsers = @($Staying | Where-Object { (Test-OwnScope $_) -or (Test-ScriptScope $_) })
    if ($null -ne $Scope -and $ScopeUsers.Count -gt 0) {
        Write-Warning "The scope $ScopeName stays: other assignments use it."
        $Scope = $null
    }
    if ($null -ne $Scope) { Add-Planned "remove the scope $ScopeName" }
    $Records = @($Pointers)
    if ($Records.Count -gt 0 -and $Left.Count -gt 0) {
        Write-Warning "The service principal of $ClientId stays: other assignments use it."
        $Records = @()
    }
    foreach ($Record in $Records) { Add-Planned "remove Exchange's service principal of $ClientId" }
    $RemovesGroup = $RemoveGroup -and $null -ne $Group -and $GroupUsers.Count -eq 0
    if ($RemovesGroup) { Add-Planned "remove the group $GroupName" }
    elseif ($null -ne $Group) { Write-Kept "group $GroupName. -RemoveGroup removes it, if no other assignment needs it" }

    if (-not (Confirm-Plan)) { return }
    # Assignments go first, because Exchange does not remove a scope or an app that is in use.
    foreach ($Assignment in $Going) {
        Remove-ManagementRoleAssignment -Identity $Assignment.Identity -Confirm:$false -ErrorAction Stop
        Write-Done "the role $($Assignment.Role) is taken back"
    }
    if ($null -ne $Scope) {
        Remove-ManagementScope -Identity $Scope.Identity -Confirm:$false -ErrorAction Stop
        Write-Done "scope $ScopeName is removed"
    }
    foreach ($Record in $Records) {
        Remove-ServicePrincipal -Identity $Record.ObjectId -Confirm:$false -ErrorAction Stop
        Write-Done "service principal of $ClientId is removed"
    }
    if ($RemovesGroup) {
        Remove-DistributionGroup -Identity $Group.DistinguishedName -BypassSecurityGroupManagerCheck -Confirm:$false -ErrorAction Stop
        Write-Done "group $GroupName is removed"
    }
    Write-Host ''
    Write-Host 'The app loses its permissions within 30 minutes to 2 hours. To stop its sign-ins before that, delete its credential or disable'
    Write-Host 'the enterprise application. Tokens that it has already stay valid for about an hour.'
}
