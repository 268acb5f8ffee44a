//! What the checks print, and which signals that raises.

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
    assert_eq!(read(text, &context()), expected.into(), "{text}");
}

#[test]
fn scopes_are_read() {
    finds(
        "RoleName : Application Mail.Send\nInScope  : True\n\nRoleName : Application Mail.ReadWrite\nInScope : False\n",
        Signal::FoundInScope,
    );
    finds("\r\n\r\nInScope              : False\r\n", Signal::FoundOutOfScope);
    finds(" \r\n", Signal::FoundNoAssignment);
    finds(
        "RoleName : Application Mail.Read\nInScope : True",
        Signal::FoundNoAssignment | Signal::FoundInScope,
    );
    finds(
        "RecipientFilter : MemberOfGroup -eq 'CN=Senders,OU=x,DC=y'",
        Signals::NONE,
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
        "The operation couldn't be performed because object 'x' couldn't be found on 'y'.",
        Signal::FoundNoRecipient,
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
        assert_eq!(read(text, &Context::default()), expected, "{text}");
    }
}

#[test]
fn other_text_says_nothing() {
    for text in [":", "::::", "all is well", "a : b", "\u{1f600} : x", "InScope"] {
        finds(text, Signals::NONE);
    }
}
