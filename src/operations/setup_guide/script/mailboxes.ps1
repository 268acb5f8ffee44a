
# ---- Adding and removing a mailbox later ----
# With powershell -File, a list arrives as one text with commas.
function Split-Addresses([string[]] $Texts) { $Texts | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() } | Where-Object { $_ } }

function Invoke-AddMailbox {
    Connect-Exchange @('Get-Mailbox', 'Get-Recipient', 'Get-AcceptedDomain', 'Get-DistributionGroup', 'Get-DistributionGroupMember',
        'Add-DistributionGroupMember', 'Test-ServicePrincipalAuthorization')
    $Senders = @(Read-Senders @(Split-Addresses $AddMailbox))
    Read-ExistingGroup
    $Joining = @($Senders | Where-Object { -not (Test-Listed $_ $Members) })
    foreach ($Mailbox in $Senders) {
        if (Test-Listed $Mailbox $Members) { Write-Kept "$($Mailbox.PrimarySmtpAddress) is a member" }
    }
    foreach ($Mailbox in $Joining) { Add-Planned "add $($Mailbox.PrimarySmtpAddress) to the group, so that the app can send from it" }
    if (-not (Confirm-Plan)) { return }
    foreach ($Mailbox in $Joining) { Add-Sender $Mailbox }
    Test-Reach $Senders
    Write-Host 'The app can use a new mailbox after 30 minutes without a call, or after 2 hours with calls.'
    Write-Host 'Add the addresses to $Mailboxes at the top of this file too.'
}

function Invoke-RemoveMailbox {
    Connect-Exchange @('Get-Recipient', 'Get-AcceptedDomain', 'Get-DistributionGroup', 'Get-DistributionGroupMember',
        'Remove-DistributionGroupMember')
    Read-ExistingGroup
    $Leaving = @()
    foreach ($Address in @(Split-Addresses $RemoveMailbox)) {
        $Found = @($Members | Where-Object { "$($_.PrimarySmtpAddress)" -eq $Address -or (Get-Value $_ 'EmailAddresses') -split ' ' -contains "smtp:$Address" })
        if ($Found.Count -eq 0) { Write-Kept "$Address is not a member" }
        foreach ($Member in $Found) {
            $Leaving += $Member
            Add-Planned "remove $($Member.PrimarySmtpAddress) from the group, so that the app can no longer use it"
        }
    }
    if (-not (Confirm-Plan)) { return }
    foreach ($Member in $Leaving) {
        Remove-DistributionGroupMember -Identity $Group.DistinguishedName -Member $Member.DistinguishedName -BypassSecurityGroupManagerCheck -Confirm:$false -ErrorAction Stop
        Write-Done "$($Member.PrimarySmtpAddress) is removed from the group"
    }
    Write-Host 'The app can use a removed mailbox for up to 2 hours more.'
    Write-Host 'Remove the addresses from $Mailboxes at the top of this file too. Otherwise the next set-up adds them again.'
}

function Read-ExistingGroup {
    Read-Group
    if ($null -eq $Group) { Stop-Script "there is no group $GroupName. Run this script without a parameter first." }
    Test-GroupIsOurs
}
