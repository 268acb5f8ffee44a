//! What the checks print, and which signals that raises.

use super::*;
use crate::{auth::claims::Claims, connection::CheckedConnection};

const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";

fn values() -> Values {
    let connection = CheckedConnection {
        client_id: "0c0c0c0c-0000-4000-8000-00000000000c".to_owned(),
        mailbox: "sender@contoso.com".to_owned(),
        ..CheckedConnection::example()
    };
    let claims = Claims {
        object_id: Some(OBJECT.to_owned()),
        ..Claims::default()
    };
    Values::of(&connection, 0).with_claims(Some(&claims))
}

#[track_caller]
fn finds(text: &str, expected: u64) {
    let found = read(text, &values());
    let names = |bits: u64| -> Vec<&str> {
        s::ALL
            .iter()
            .filter(|(_, bit)| bits & bit != 0)
            .map(|(name, _)| *name)
            .collect()
    };
    assert_eq!(names(found), names(expected), "{text}");
}

#[test]
fn scopes_are_read() {
    finds(
        "RoleName : Application Mail.Send\nInScope  : True\n\nRoleName : Application Mail.ReadWrite\nInScope : False\n",
        s::FOUND_IN_SCOPE,
    );
    finds("\r\n\r\nInScope              : False\r\n", s::FOUND_OUT_OF_SCOPE);
    finds(" \r\n", s::FOUND_NO_ASSIGNMENT);
    finds(
        "RoleName : Application Mail.Read\nInScope : True",
        s::FOUND_NO_ASSIGNMENT | s::FOUND_IN_SCOPE,
    );
    finds("RecipientFilter : MemberOfGroup -eq 'CN=Senders,OU=x,DC=y'", 0);
    finds(
        "RecipientFilter : MemberOfGroup -eq 'senders@contoso.com'",
        s::FOUND_FILTER_BY_ADDRESS,
    );
    finds("RecipientFilter : PrimarySmtpAddress -eq 'sender@contoso.com'", 0);
}

#[test]
fn members_are_read() {
    let member = "Name : a\nRecipientType : UserMailbox\nRecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : Sender@contoso.com";
    finds(member, s::FOUND_MEMBER);
    let nested = "RecipientType : MailUniversalSecurityGroup\nRecipientTypeDetails : MailUniversalSecurityGroup\nPrimarySmtpAddress : inner@contoso.com";
    finds(nested, s::FOUND_NESTED_GROUP | s::FOUND_NOT_MEMBER);
    finds(
        &format!("{nested}\n\n{member}"),
        s::FOUND_NESTED_GROUP | s::FOUND_MEMBER,
    );
}

#[test]
fn recipients_are_read() {
    for (kind, expected) in [
        ("UserMailbox", s::FOUND_MAILBOX | s::FOUND_OTHER_ADDRESS),
        ("SharedMailbox", s::FOUND_MAILBOX | s::FOUND_OTHER_ADDRESS),
        ("MailContact", s::FOUND_CONTACT),
        ("GuestMailUser", s::FOUND_GUEST),
        ("MailUniversalDistributionGroup", s::FOUND_LIST),
        ("GroupMailbox", s::FOUND_LIST),
        ("RemoteUserMailbox", s::FOUND_ON_PREMISES),
        ("User", s::FOUND_UNLICENSED),
        ("RoomMailbox", 0),
    ] {
        finds(
            &format!("RecipientTypeDetails : {kind}\nPrimarySmtpAddress : other@contoso.com"),
            expected,
        );
    }
    finds(
        "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : SENDER@contoso.com",
        s::FOUND_MAILBOX,
    );
    finds(
        "RecipientTypeDetails : UserMailbox\nWhenSoftDeleted : 11/1/2026 8:00:00 AM",
        s::FOUND_SOFT_DELETED,
    );
    finds(
        "The operation couldn't be performed because object 'x' couldn't be found on 'y'.",
        s::FOUND_NO_RECIPIENT,
    );
}

#[test]
fn apps_are_read() {
    let client = "0c0c0c0c-0000-4000-8000-00000000000c";
    let theirs = "0a0a0a0a-0000-4000-8000-00000000000a";
    finds(&format!("AppId : {client}\nObjectId : {OBJECT}"), 0);
    finds(
        &format!("AppId : {client}\nObjectId : {theirs}"),
        s::FOUND_OTHER_OBJECT_ID,
    );
    // Other apps are listed when ours is not found.
    finds(
        &format!("AppId : {theirs}\nObjectId : {theirs}"),
        s::FOUND_NO_SERVICE_PRINCIPAL,
    );
    finds("AccountEnabled : False", s::FOUND_SP_DISABLED);
    finds("AccountEnabled : True", 0);
    finds(
        "ConsentType : AllPrincipals\nScope : Mail.Send User.Read",
        s::FOUND_DELEGATED,
    );
    finds(
        "Get-ServicePrincipal: object 'x' couldn't be found.",
        s::FOUND_NO_SERVICE_PRINCIPAL,
    );
    finds(
        "Test-ServicePrincipalAuthorization: object 'sender@contoso.com' couldn't be found.",
        s::FOUND_NO_RECIPIENT,
    );
}

#[test]
fn long_values_are_read_to_their_end() {
    let value = "EmailAddresses : {SMTP:a@contoso.com, smtp:b@contoso.com,\n                 smtp:Sender@contoso.com}";
    finds(
        &format!("RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : a@contoso.com\n{value}"),
        s::FOUND_MAILBOX | s::FOUND_ALIAS | s::FOUND_OTHER_ADDRESS,
    );
}

#[test]
fn policies_are_read() {
    finds("AccessCheckResult : Denied", s::FOUND_POLICY_DENIED);
    finds("AccessCheckResult : Granted", s::FOUND_POLICY_GRANTED);
    finds("EwsApplicationAccessPolicy : EnforceAllowList", s::FOUND_EWS_BLOCKED);
    finds("EwsApplicationAccessPolicy :\nEwsEnabled : True", 0);
    finds("EwsEnabled : False", 0);
}

#[test]
fn without_a_connection_nothing_is_compared_with_it() {
    for (text, expected) in [
        (
            "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : a@b.com",
            s::FOUND_MAILBOX,
        ),
        (
            "RecipientType : UserMailbox\nRecipientTypeDetails : UserMailbox\nPrimarySmtpAddress : a@b.com",
            0,
        ),
        ("AppId : x\nObjectId : y", 0),
        ("InScope : False", s::FOUND_OUT_OF_SCOPE),
    ] {
        assert_eq!(read(text, &Values::default()), expected, "{text}");
    }
}

#[test]
fn other_text_says_nothing() {
    for text in [":", "::::", "all is well", "a : b", "\u{1f600} : x", "InScope"] {
        finds(text, 0);
    }
}
