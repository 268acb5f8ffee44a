//! The causes. One source for everything that is told about failures.

use super::CauseInfo;

const TENANT: Option<&str> = Some("connection.tenant-id");
const CLIENT: Option<&str> = Some("connection.client-id");
const SECRET: Option<&str> = Some("connection.credential.client-secret");
const MAILBOX: Option<&str> = Some("connection.mailbox");

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident { id: $id:literal, title: $title:literal, who: $who:literal, check: $check:literal, fix: $fix:literal, step: $step:expr, field: $field:expr $(,)? })*) => {
        $(pub const $name: CauseInfo = CauseInfo { id: $id, title: $title, who: $who, check: $check, fix: $fix, guide_step: $step, field: $field };)*
        /// All of them, for tests that hold for each.
        #[cfg(test)]
        pub const ALL: &[CauseInfo] = &[$($name),*];
    };
}

causes! {
    // ---- Sign-in ----
    TENANT_NOT_FOUND {
        id: "tenant-not-found",
        title: "The tenant {tenant-id} does not exist in the cloud {cloud}.",
        who: "recipe-builder",
        check: "Compare it with Entra ID > Overview > Tenant ID, and compare the cloud.",
        fix: "Paste the Directory (tenant) ID from the app's Overview page.",
        step: Some("4"), field: TENANT,
    }
    OTHER_CLOUD {
        id: "wrong-cloud",
        title: "The tenant belongs to another Microsoft cloud than {cloud}.",
        who: "recipe-builder",
        check: "Open the portal that you administer the tenant with: portal.azure.com is global, portal.azure.us US Government, portal.azure.cn China.",
        fix: "Set the connection's cloud to the tenant's.",
        step: Some("4"), field: Some("connection.cloud"),
    }
    APP_NOT_IN_TENANT {
        id: "app-not-in-tenant",
        title: "No app with the client ID {client-id} exists in the tenant {tenant-id}.",
        who: "recipe-builder",
        check: "Entra ID > App registrations > All applications: search for {client-id}.",
        fix: "Paste client ID and tenant ID from the same Overview page of the App registration; an object ID is not the client ID.",
        step: Some("4"), field: CLIENT,
    }
    NO_SERVICE_PRINCIPAL {
        id: "service-principal-missing",
        title: "The app is registered, but has no enterprise application in this tenant.",
        who: "tenant-admin",
        check: "Entra ID > Enterprise applications: search for {client-id}.",
        fix: "Create it: New-MgServicePrincipal -AppId {client-id}.",
        step: Some("4"), field: None,
    }
    APP_DISABLED {
        id: "app-disabled",
        title: "The app is disabled in this tenant.",
        who: "tenant-admin",
        check: "Entra ID > Enterprise applications > your app > Properties: Enabled for users to sign-in.",
        fix: "Set it to Yes.",
        step: Some("4"), field: None,
    }
    SECRET_ID_TYPED {
        id: "secret-id-instead-of-value",
        title: "The stored secret is the Secret ID, not the secret's Value.",
        who: "recipe-builder",
        check: "Entra ID > App registrations > your app > Certificates & secrets shows both columns; the Secret ID is a GUID.",
        fix: "Store the Value under the name {secret-name}. It is shown only once: create a new secret if it is gone.",
        step: Some("3"), field: SECRET,
    }
    SECRET_PADDED {
        id: "secret-with-white-space",
        title: "The stored secret begins or ends with a space or line break.",
        who: "recipe-builder",
        check: "Store it again without the white space.",
        fix: "Store the Value under the name {secret-name} exactly as it was shown.",
        step: Some("3"), field: SECRET,
    }
    SECRET_WRONG {
        id: "client-secret-wrong",
        title: "The client secret is not one of this app's.",
        who: "recipe-builder",
        check: "Entra ID > App registrations > your app > Certificates & secrets: compare the first characters of the Value.",
        fix: "Create a new client secret and store its Value under the name {secret-name}.",
        step: Some("3"), field: SECRET,
    }
    SECRET_EXPIRED {
        id: "client-secret-expired",
        title: "The client secret has expired.",
        who: "tenant-admin",
        check: "Entra ID > App registrations > your app > Certificates & secrets: the column Expires.",
        fix: "Create a new client secret, store its Value under the name {secret-name}, then remove the old one.",
        step: Some("3"), field: SECRET,
    }
    PUBLIC_CLIENT {
        id: "public-client",
        title: "The app is registered as a public client, which cannot have a secret.",
        who: "tenant-admin",
        check: "Entra ID > App registrations > your app > Authentication: Allow public client flows.",
        fix: "Set it to No.",
        step: Some("1"), field: None,
    }
    CONDITIONAL_ACCESS {
        id: "conditional-access",
        title: "A Conditional Access policy for workload identities blocks the app.",
        who: "tenant-admin",
        check: "Entra ID > Sign-in logs > Service principal sign-ins: filter by {client-id} and open Conditional Access.",
        fix: "Exclude the app, or add the platform's outgoing addresses to the allowed locations.",
        step: None, field: None,
    }
    TENANT_BLOCKED {
        id: "tenant-blocked",
        title: "Microsoft has blocked the tenant.",
        who: "tenant-admin",
        check: "Sign in to the Microsoft 365 admin center as an administrator of {tenant-id}.",
        fix: "Open a support ticket with Microsoft.",
        step: None, field: None,
    }
    SIGN_IN_REFUSED {
        id: "sign-in-refused",
        title: "Entra refused the app's sign-in for a reason that this connector does not know.",
        who: "tenant-admin",
        check: "Entra ID > Sign-in logs > Service principal sign-ins: filter by {client-id} and look for the request id.",
        fix: "Do what the sign-in log says.",
        step: None, field: None,
    }
    BAD_TOKEN_REQUEST {
        id: "token-request-refused",
        title: "Entra found the token request malformed.",
        who: "platform",
        check: "Look the code up at https://login.microsoftonline.com/error.",
        fix: "Check tenant ID and cloud; if both are right, report this with the request id.",
        step: None, field: None,
    }

    // ---- Graph: permission ----
    NO_GRANT {
        id: "no-grant-for-mailbox",
        title: "The app has no grant that covers the mailbox: neither a scoped Exchange role nor a consent in Entra.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Test-ServicePrincipalAuthorization -Identity {client-id} -Resource '{mailbox}' | Format-Table",
        fix: "Assign the role Application Mail.Send (and Application Mail.ReadWrite for drafts) with a scope that holds the mailbox.",
        step: Some("7"), field: None,
    }
    NO_DRAFT_GRANT {
        id: "no-grant-for-drafts",
        title: "The app may not write drafts: it has no Mail.ReadWrite for this mailbox.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Test-ServicePrincipalAuthorization -Identity {client-id} -Resource '{mailbox}' | Format-Table shows no Application Mail.ReadWrite.",
        fix: "Assign the role Application Mail.ReadWrite with the same scope as Application Mail.Send; or send without idempotency key, with files under 3 MB.",
        step: Some("7"), field: None,
    }
    OUTSIDE_SCOPE {
        id: "mailbox-outside-scope",
        title: "The mailbox is not a direct member of the group that the app's scope names.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Test-ServicePrincipalAuthorization -Identity {client-id} -Resource '{mailbox}' | Format-Table shows InScope False.",
        fix: "Add the mailbox itself to the group; members of nested groups do not count. The scope's filter must name the group's DN.",
        step: Some("7"), field: None,
    }
    NOT_PROPAGATED {
        id: "grant-not-propagated",
        title: "The grant is new: Exchange takes 30 minutes to 2 hours to apply it.",
        who: "exchange-admin",
        check: "Test-ServicePrincipalAuthorization bypasses the cache: InScope True while sending still fails points to this.",
        fix: "Leave the connection alone for 35 minutes, then try once: calls in between keep the old answer alive for up to 2 hours.",
        step: Some("7"), field: None,
    }
    ACCESS_POLICY {
        id: "access-policy",
        title: "An application access policy of Exchange, or a block of EWS and REST apps, shuts the app out.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Test-ApplicationAccessPolicy -Identity '{mailbox}' -AppId {client-id}; Get-CASMailbox '{mailbox}' | Format-List Ews*",
        fix: "Add the mailbox to the policy's group, or replace the policy by RBAC for Applications.",
        step: Some("7"), field: None,
    }
    SEND_AS_MISSING {
        id: "send-as-missing",
        title: "The mailbox may not send as the address in the message's from field.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Get-RecipientPermission for the address in from.",
        fix: "Leave from empty, use the mailbox that owns the address, or grant Send As.",
        step: None, field: Some("message.from"),
    }
    TOKEN_REFUSED {
        id: "token-refused",
        title: "Graph does not accept the access token, and a new one did not help.",
        who: "tenant-admin",
        check: "Check that the connection's cloud is the tenant's: its Graph host is {graph-host}.",
        fix: "Set the right cloud; if it is right, check that the app is not disabled and that the platform's clock is right.",
        step: Some("4"), field: None,
    }

    // ---- Graph: mailbox ----
    NO_MAILBOX {
        id: "no-such-mailbox",
        title: "Exchange Online knows no mailbox by the user ID.",
        who: "recipe-builder",
        check: "In Exchange Online PowerShell: Get-Mailbox -Identity '{mailbox}' | Format-List RecipientTypeDetails,PrimarySmtpAddress,ExternalDirectoryObjectId",
        fix: "Use the user principal name or primary address that it shows; an alias, distribution list or contact cannot send.",
        step: Some("6"), field: MAILBOX,
    }
    MAILBOX_NOT_ONLINE {
        id: "mailbox-not-in-exchange-online",
        title: "The user has no live mailbox in Exchange Online: no licence, a guest, soft-deleted, or on premises.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Get-Mailbox -Identity '{mailbox}' | Format-List RecipientTypeDetails",
        fix: "Assign an Exchange Online licence, restore the mailbox, or choose another one.",
        step: Some("5"), field: MAILBOX,
    }
    MAILBOX_NEW {
        id: "mailbox-new",
        title: "The mailbox was just created and is not ready everywhere.",
        who: "exchange-admin",
        check: "Look at the mailbox's creation time: Get-Mailbox -Identity '{mailbox}' | Format-List WhenMailboxCreated",
        fix: "Wait an hour and try again.",
        step: Some("5"), field: None,
    }

    // ---- Graph: message ----
    BAD_RECIPIENTS {
        id: "recipients-not-resolved",
        title: "Exchange could not resolve a recipient.",
        who: "recipe-builder",
        check: "Look for an address that is cut off or has no domain.",
        fix: "Correct the address; one address for each entry.",
        step: None, field: Some("message.to"),
    }
    TOO_LARGE {
        id: "message-too-large",
        title: "The message is larger than the mailbox may send: 35 MB unless set otherwise, about 25 MB of files.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Get-Mailbox -Identity '{mailbox}' | Format-List MaxSendSize",
        fix: "Send less, send a link, or raise it: Set-Mailbox -Identity '{mailbox}' -MaxSendSize 150MB",
        step: None, field: Some("message.attachments"),
    }
    MAILBOX_FULL {
        id: "mailbox-full",
        title: "The mailbox is full, or over its sending quota.",
        who: "exchange-admin",
        check: "In Exchange Online PowerShell: Get-MailboxStatistics '{mailbox}' | Format-List TotalItemSize,StorageLimitStatus",
        fix: "Free space or archive; a recipient quota frees itself within 24 hours.",
        step: None, field: None,
    }
    REQUEST_REFUSED {
        id: "request-refused",
        title: "Graph refused the request for a reason that this connector does not know.",
        who: "platform",
        check: "Look at the code and message, and ask Microsoft's support with the request id.",
        fix: "Change what the message names; if it names nothing that you can change, report it with the request id.",
        step: None, field: None,
    }

    // ---- Rate, faults and the way there ----
    TOO_MANY_REQUESTS {
        id: "too-many-requests",
        title: "The app sends more requests than Microsoft allows for one mailbox: 4 at once, 10,000 in 10 minutes.",
        who: "platform",
        check: "Count the recipes that send from {mailbox} at the same time.",
        fix: "Repeat after the time given, and run fewer at once.",
        step: None, field: None,
    }
    MICROSOFT_FAULT {
        id: "microsoft-fault",
        title: "Microsoft's service has a passing fault.",
        who: "microsoft",
        check: "Microsoft 365 admin center > Health > Service health: Exchange Online.",
        fix: "Try again later.",
        step: None, field: None,
    }
    LOOK_BEFORE_SENDING {
        id: "look-before-sending-again",
        title: "The answer to the send was lost or unclear.",
        who: "recipe-builder",
        check: "Call check-outcome with the reference of this error; or look into Sent Items of {mailbox} for the subject, or run Get-MessageTraceV2 -SenderAddress '{mailbox}'; wait some minutes for it to appear.",
        fix: "Send again only if it is not there.",
        step: None, field: None,
    }
    REPEAT_WITH_KEY {
        id: "repeat-with-the-same-key",
        title: "The answer to the send was lost or unclear; the idempotency key makes a repeat safe.",
        who: "platform",
        check: "Call check-outcome with the key.",
        fix: "Send again with the same key and message: what was sent is reported, what was begun is finished, and no second mail goes out.",
        step: None, field: None,
    }
    NAME_NOT_RESOLVED {
        id: "host-name-not-resolved",
        title: "The name of Microsoft's host could not be resolved.",
        who: "platform",
        check: "Resolve it on the machine that runs the engine.",
        fix: "Mend DNS or the proxy settings of that machine.",
        step: None, field: None,
    }
    NOT_REACHABLE {
        id: "host-not-reachable",
        title: "Microsoft's host could not be reached.",
        who: "platform",
        check: "Open a TLS connection to its port 443 from the machine that runs the engine.",
        fix: "Let the firewall or proxy pass it.",
        step: None, field: None,
    }
    TLS_FAILED {
        id: "tls-failed",
        title: "No trusted TLS connection came about; often a proxy that opens TLS with its own certificate.",
        who: "platform",
        check: "Look at who issued the certificate that the machine sees.",
        fix: "Give the engine the proxy's CA, or exempt Microsoft's hosts from inspection.",
        step: None, field: None,
    }
    EGRESS_DENIED {
        id: "egress-denied",
        title: "The engine's own policy does not let the connector call this host.",
        who: "platform",
        check: "Compare the engine's list of allowed hosts with the connector's, which describe tells.",
        fix: "Allow the hosts of the connection's cloud.",
        step: None, field: None,
    }
    REQUEST_UNSUPPORTED {
        id: "request-unsupported-by-engine",
        title: "The engine could not carry the request.",
        who: "platform",
        check: "Look at the engine's log for this call.",
        fix: "Report it to the platform's vendor.",
        step: None, field: None,
    }
    ATTACHMENT_UNREADABLE {
        id: "attachment-unreadable",
        title: "The host could not read a stored attachment to its end, or the file changed meanwhile.",
        who: "platform",
        check: "Look at the engine's log for the attachment's name.",
        fix: "Keep the file as it is until the call has ended, and send again.",
        step: None, field: None,
    }
    INTERCEPTED {
        id: "answer-of-another-server",
        title: "Something between the engine and Microsoft answered: a proxy, a firewall or a captive portal.",
        who: "platform",
        check: "Send the same request by hand from the machine that runs the engine and look at the answer.",
        fix: "Exempt Microsoft's hosts from it.",
        step: None, field: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_complete_and_unique() {
        for (i, info) in ALL.iter().enumerate() {
            assert!(ALL.iter().take(i).all(|other| other.id != info.id), "{} twice", info.id);
            assert!(
                matches!(
                    info.who,
                    "recipe-builder" | "tenant-admin" | "exchange-admin" | "microsoft" | "platform"
                ),
                "{}",
                info.id
            );
            for text in [info.title, info.check, info.fix] {
                assert!(!text.is_empty(), "{}", info.id);
                let unknown = [
                    "{tenant-id}",
                    "{client-id}",
                    "{secret-name}",
                    "{cloud}",
                    "{graph-host}",
                    "{mailbox}",
                ]
                .iter()
                .fold(text.to_owned(), |text, name| text.replace(name, ""));
                assert!(!unknown.contains('{'), "{}: {text}", info.id);
            }
        }
    }
}
