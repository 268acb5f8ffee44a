
# ---- The run ----
$Mode = 'SetUp'
if ($AddMailbox) { $Mode = 'AddMailbox' }
if ($RemoveMailbox) { $Mode = 'RemoveMailbox' }
if ($Report) { $Mode = 'Report' }
if ($Remove) { $Mode = 'Remove' }
$SignedIn = $false
$Account = ''
$Transcribes = $false
try {
    if ($TranscriptPath) {
        Start-Transcript -Path $TranscriptPath -WhatIf:$false -Confirm:$false -ErrorAction Stop | Out-Null
        $Transcribes = $true
    }
    Test-Values
    if ($Mode -eq 'SetUp') { Invoke-SetUp }
    if ($Mode -eq 'AddMailbox') { Invoke-AddMailbox }
    if ($Mode -eq 'RemoveMailbox') { Invoke-RemoveMailbox }
    if ($Mode -eq 'Report') { Write-Report }
    if ($Mode -eq 'Remove') { Invoke-Remove }
} catch {
    Write-Failure $_
    $ExitCode = 1
} finally {
    if ($SignedIn) { Disconnect-ExchangeOnline -Confirm:$false -ErrorAction SilentlyContinue | Out-Null }
    if ($Transcribes) { Stop-Transcript -ErrorAction SilentlyContinue | Out-Null }
}
exit $ExitCode
