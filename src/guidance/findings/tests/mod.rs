//! What the checks print, and which signals that raises.

mod forms;
mod several;

use super::*;
use crate::connection::CheckedConnection;

const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";

fn context() -> Context {
    let connection = CheckedConnection {
        client_id: "0c0c0c0c-0000-4000-8000-00000000000c".to_owned(),
        mailbox: "sender@contoso.com".to_owned(),
        ..CheckedConnection::example()
    };
    Context::of(&connection, 0).with_object_id(Some(OBJECT.to_owned()))
}

#[track_caller]
fn finds(text: &str, expected: impl Into<Signals>) {
    assert_eq!(read(text, &context()).signals, expected.into(), "{text}");
}

#[test]
fn scopes_are_read() {
    finds(
        "RoleName : Application Mail.Send\nInScope  : True\n\nRoleName : Application Mail.ReadWrite\nInScope : False\n",
        Signal::FoundInScope,
    );
    finds("\r\n\r\nInScope              : False\r\n", Signal::FoundOutOfScope);
    // A list of none is empty, and so is a paste that went wrong.
    finds(" \r\n", Signal::FoundNothing);
    // The scope of a role that the request does not need shows nothing.
    finds(
        "RoleName : Application Mail.Read\nInScope : True",
        Signal::FoundNoAssignment,
    );
    finds(
        "RecipientFilter : MemberOfGroup -eq 'CN=Senders,OU=x,DC=y'",
        Signal::FoundFilterByName,
    );
    finds(
        "RecipientFilter : MemberOfGroup -eq 'senders@contoso.com'",
        Signal::FoundFilterByAddress,
    );
    finds(
        "RecipientFilter : PrimarySmtpAddress -eq 'sender@contoso.com'",
        Signals::NONE,
    );
}

#[test]
fn lines_that_were_copied_alone_are_read() {
    finds(
        "Application Mail.Send   Mail.Send   Contoso Senders   CustomRecipientScope   False",
        Signal::FoundOutOfScope,
    );
    finds(
        "Application Mail.Send Mail.Send Senders Custom Not Run",
        Signal::FoundScopeNotRun,
    );
    finds("InScope True", Signal::FoundInScope);
    finds("RecipientTypeDetails MailContact", Signal::FoundContact);
    for prose in [
        "Application Mail is false",
        "InScope is what we want",
        "Application a.b c",
    ] {
        finds(prose, Signals::NONE);
    }
}

#[test]
fn members_are_read() {
    let member = "Name : a\nRecipientType : UserMailbox\nRecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : Sender@contoso.com";
    finds(member, Signal::FoundMember);
    let nested = "RecipientType : MailUniversalSecurityGroup\nRecipientTypeDetails : MailUniversalSecurityGroup\nPrimarySmtpAddress : inner@contoso.com";
    finds(nested, Signal::FoundNestedGroup | Signal::FoundNotMember);
    finds(
        &format!("{nested}\n\n{member}"),
        Signal::FoundNestedGroup | Signal::FoundMember,
    );
}

#[test]
fn recipients_are_read() {
    for (kind, expected) in [
        ("UserMailbox", Signal::FoundMailbox | Signal::FoundOtherAddress),
        ("SharedMailbox", Signal::FoundMailbox | Signal::FoundOtherAddress),
        ("MailContact", Signal::FoundContact.into()),
        ("GuestMailUser", Signal::FoundGuest.into()),
        ("MailUniversalDistributionGroup", Signal::FoundList.into()),
        ("GroupMailbox", Signal::FoundList.into()),
        ("RemoteUserMailbox", Signal::FoundOnPremises.into()),
        ("User", Signal::FoundUnlicensed.into()),
        ("RoomMailbox", Signals::NONE),
    ] {
        finds(
            &format!("RecipientTypeDetails : {kind}\nPrimarySmtpAddress : other@contoso.com"),
            expected,
        );
    }
    finds(
        "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : SENDER@contoso.com",
        Signal::FoundMailbox,
    );
    finds(
        "RecipientTypeDetails : UserMailbox\nWhenSoftDeleted : 11/1/2026 8:00:00 AM",
        Signal::FoundSoftDeleted,
    );
    finds(
        "The operation couldn't be performed because object 'sender@contoso.com' couldn't be found on 'y'.",
        Signal::FoundNoRecipient,
    );
    // It may be a group.
    finds(
        "The operation couldn't be performed because object 'x' couldn't be found on 'y'.",
        Signal::FoundMissingObject,
    );
}

#[test]
fn apps_are_read() {
    let client = "0c0c0c0c-0000-4000-8000-00000000000c";
    let theirs = "0a0a0a0a-0000-4000-8000-00000000000a";
    finds(&format!("AppId : {client}\nObjectId : {OBJECT}"), Signals::NONE);
    finds(
        &format!("AppId : {client}\nObjectId : {theirs}"),
        Signal::FoundOtherObjectId,
    );
    // Other apps are listed when ours is not found.
    finds(
        &format!("AppId : {theirs}\nObjectId : {theirs}"),
        Signal::FoundNoServicePrincipal,
    );
    finds("AccountEnabled : False", Signal::FoundSpDisabled);
    finds("AccountEnabled : True", Signals::NONE);
    finds(
        "ConsentType : AllPrincipals\nScope : Mail.Send User.Read",
        Signal::FoundDelegated,
    );
    finds(
        "Get-ServicePrincipal: object 'x' couldn't be found.",
        Signal::FoundNoServicePrincipal,
    );
    finds(
        "Test-ServicePrincipalAuthorization: object 'sender@contoso.com' couldn't be found.",
        Signal::FoundNoRecipient,
    );
}

#[test]
fn long_values_are_read_to_their_end() {
    let value = "EmailAddresses : {SMTP:a@contoso.com, smtp:b@contoso.com,\n                 smtp:Sender@contoso.com}";
    finds(
        &format!("RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : a@contoso.com\n{value}"),
        Signal::FoundMailbox | Signal::FoundAlias | Signal::FoundOtherAddress,
    );
}

#[test]
fn policies_are_read() {
    finds("AccessCheckResult : Denied", Signal::FoundPolicyDenied);
    finds("AccessCheckResult : Granted", Signal::FoundPolicyGranted);
    finds("EwsApplicationAccessPolicy : EnforceAllowList", Signal::FoundEwsBlocked);
    finds("EwsApplicationAccessPolicy :\nEwsEnabled : True", Signals::NONE);
    finds("EwsEnabled : False", Signals::NONE);
}

#[test]
fn without_a_connection_nothing_is_compared_with_it() {
    for (text, expected) in [
        (
            "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : a@b.com",
            Signal::FoundMailbox.into(),
        ),
        (
            "RecipientType : UserMailbox\nRecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : a@b.com",
            Signals::NONE,
        ),
        ("AppId : x\nObjectId : y", Signals::NONE),
        ("InScope : False", Signal::FoundOutOfScope.into()),
    ] {
        assert_eq!(read(text, &Context::default()).signals, expected, "{text}");
    }
}

#[test]
fn what_is_missing_is_evidence_for_the_request_that_needs_it() {
    let text = "RoleName             : Application Mail.Send\nAllowedResourceScope : Contoso Senders\nInScope              : True";
    assert_eq!(read(text, &context()).signals, Signal::FoundInScope.into());
    let drafting = context().with(Signal::ForDrafts);
    assert_eq!(read(text, &drafting).signals, Signal::FoundNoDraftRole.into());
    finds(
        "RoleName : Application Mail.Send\nInScope : Not Run",
        Signal::FoundScopeNotRun,
    );
}

#[test]
fn filters_are_read_for_the_scope_that_counts() {
    let assignment = "RoleName : Application Mail.Send\nAllowedResourceScope : relay\nInScope : False\n\n";
    let filter = |name: &str, filter: &str| format!("{assignment}Name            : {name}\nRecipientFilter : {filter}");
    let found = read(
        &filter("relay", "UserPrincipalName -eq 'no-reply@contoso.com'"),
        &context(),
    );
    assert_eq!(found.signals, Signal::FoundOutOfScope | Signal::FoundFilterOther);
    assert_eq!(found.filter_property.as_deref(), Some("UserPrincipalName"));
    let found = read(
        &filter("another", "UserPrincipalName -eq 'no-reply@contoso.com'"),
        &context(),
    );
    assert_eq!(found.signals, Signal::FoundOutOfScope.into());
    assert_eq!(found.not_understood.len(), 1);
    // What was cut off is not compared.
    for cut in [
        "MemberOfGroup -eq 'senders@con...",
        "MemberOfGroup -eq ''",
        "MemberOfGroup -eq",
        "MemberOf\u{2026}",
    ] {
        finds(&filter("relay", cut), Signal::FoundOutOfScope);
    }
    // A console breaks long lines.
    finds(
        &filter(
            "relay",
            "MemberOfGroup -eq 'CN=Senders,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted\nOrganizations,DC=EURPR05A'",
        ),
        Signal::FoundOutOfScope | Signal::FoundFilterByName,
    );
}

#[test]
fn errors_of_powershell_are_named() {
    for (text, words) in [
        (
            "New-ServicePrincipal: The term 'New-ServicePrincipal' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling of the name, or if a path was included, verify that the path is correct and try again.",
            "Connect-ExchangeOnline",
        ),
        (
            "Die Benennung \"Get-Recipient\" wurde nicht als Name eines Cmdlet, einer Funktion erkannt.",
            "Connect-ExchangeOnline",
        ),
        (
            "Le terme \u{ab} Get-Recipient \u{bb} n'est pas reconnu en tant que nom d'applet de commande",
            "Connect-ExchangeOnline",
        ),
        (
            "You must call the Connect-ExchangeOnline cmdlet before calling any other cmdlets.",
            "not connected",
        ),
        ("Access is denied.", "role"),
        (
            "The command you tried to run isn't currently allowed in your organization. To run this command, you first need to run the command: Enable-OrganizationCustomization.",
            "Enable-OrganizationCustomization",
        ),
    ] {
        let found = read(text, &context());
        assert_eq!(found.signals, Signal::FoundCheckNotRun.into(), "{text}");
        assert!(found.understood.iter().any(|note| note.contains(words)), "{found:?}");
        assert!(found.not_understood.is_empty(), "{found:?}");
    }
}

#[test]
fn nothing_is_dropped_without_a_word() {
    let found = read("Foo : a\nBar : b\n\nsome words\nmore words", &context());
    assert_eq!(found.signals, Signals::NONE);
    assert_eq!(
        found.not_understood,
        ["an object with foo, bar", "2 lines that are no part of an object"]
    );
}

#[test]
fn other_text_says_nothing() {
    for text in [":", "::::", "all is well", "a : b", "\u{1f600} : x", "InScope"] {
        finds(text, Signals::NONE);
    }
}
