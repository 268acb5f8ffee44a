#Requires -Version 5.1
<#
.SYNOPSIS
    Lets one app send mail from the given mailboxes only (RBAC for Applications in Exchange Online), and takes that back.

.DESCRIPTION
    Without a parameter, the script sets the app up. It first looks at everything that it needs, then lists what it would change,
    and asks once. It changes nothing before that. You can run it again at any time: it keeps what exists and continues.
    It never consents to anything in Entra, because such a consent covers every mailbox of the tenant.

    To run it, type one of these in a new PowerShell window, in the folder of the file:
        powershell -ExecutionPolicy Bypass -File .\outlook-app.ps1          (Windows PowerShell 5.1)
        pwsh -ExecutionPolicy Bypass -File ./outlook-app.ps1                (PowerShell 7)
    The file is not signed. "Running scripts is disabled" and "not digitally signed" are about that. If your organization sets
    the execution policy by a group policy, sign the file, or paste the commands of step 7 of the guide.

    It needs
      - the module ExchangeOnlineManagement 3.0.0 or later;
      - an account in the role group Organization Management, which the role Exchange Administrator of Entra gives. For -Report,
        the role Global Reader is enough;
      - to look at consents in Entra: the module Microsoft.Graph.Applications 2.0.0 or later, and an account that can read
        applications. To withdraw them: the role Privileged Role Administrator.

.PARAMETER WithdrawTenantWideConsent
    Also withdraws the app's consents to mail permissions in Entra. Use it 2 hours after the set-up: by then Exchange uses the new
    roles, and sending goes on.

.PARAMETER AddMailbox
    Adds mailboxes to the group, so that the app can send from them. Separate addresses by commas.

.PARAMETER RemoveMailbox
    Removes mailboxes from the group, so that the app can no longer send from them.

.PARAMETER Report
    Changes nothing. Writes what the app can reach, as of now, to this file. It is meant for an auditor.

.PARAMETER Remove
    Takes the set-up back: removes the role assignments, the scope, and Exchange's record of the app. Keeps what has another use.

.PARAMETER RemoveGroup
    With -Remove: also removes the group of senders.

.PARAMETER WhatIf
    Lists the changes, and makes none.

.PARAMETER Confirm
    -Confirm:$false makes the changes without the question. Windows PowerShell takes it with -Command, and not with -File.

.PARAMETER UserPrincipalName
    The account to sign in with.

.PARAMETER AsPartner
    You manage the tenant as a partner (delegated administration).

.PARAMETER DeviceCode
    Signs in by a code on another device. It needs PowerShell 7.

.PARAMETER ExchangeOnly
    Does not sign in to Microsoft Graph. So the script does not look at consents in Entra.

.PARAMETER TranscriptPath
    Also writes what the script prints to this file, for a ticket.
#>
[CmdletBinding(DefaultParameterSetName = 'SetUp', SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
    [Parameter(ParameterSetName = 'SetUp')] [switch] $WithdrawTenantWideConsent,
    [Parameter(ParameterSetName = 'AddMailbox', Mandatory = $true)] [string[]] $AddMailbox,
    [Parameter(ParameterSetName = 'RemoveMailbox', Mandatory = $true)] [string[]] $RemoveMailbox,
    [Parameter(ParameterSetName = 'Report', Mandatory = $true)] [string] $Report,
    [Parameter(ParameterSetName = 'Remove', Mandatory = $true)] [switch] $Remove,
    [Parameter(ParameterSetName = 'Remove')] [switch] $RemoveGroup,
    [string] $UserPrincipalName,
    [switch] $AsPartner,
    [switch] $DeviceCode,
    [switch] $ExchangeOnly,
    [string] $TranscriptPath
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# ---- The values of this set-up. All of them are here, and nowhere else ----
# A character beyond ASCII is written as \u and four hex digits, and a backslash as \\.
