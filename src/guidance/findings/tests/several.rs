//! Findings of several mailboxes and of several apps in one paste.

use super::{super::*, context, finds};

const TWO: &str = "PS C:\\> Test-ServicePrincipalAuthorization app -Resource other@contoso.com | fl\n\
    RoleName : Application Mail.Send\nInScope : True\n\n\
    PS C:\\> Test-ServicePrincipalAuthorization app -Resource \"Sender@contoso.com\" | fl\n\
    RoleName : Application Mail.Send\nInScope : False\n";

#[test]
fn of_two_mailboxes_the_refused_one_counts() {
    finds(TWO, Signal::FoundOutOfScope);
    let found = read(TWO, &context());
    assert!(
        found
            .not_understood
            .contains(&"tests of other mailboxes than the one that was refused".to_owned()),
        "{:?}",
        found.not_understood
    );
}

#[test]
fn of_two_mailboxes_without_the_refused_one_nothing_counts() {
    let found = read(TWO, &Context::default());
    assert_eq!(found.signals, Signal::FoundScopeNotRun.into());
    let twice = TWO.replace("Sender@", "other@");
    assert_eq!(read(&twice, &Context::default()).signals, Signal::FoundInScope.into());
}

/// The connection names a third mailbox: neither result is about it.
#[test]
fn of_two_mailboxes_neither_of_which_was_refused_nothing_counts() {
    let text = TWO.replace("Sender@", "third@");
    let found = read(&text, &context());
    assert_eq!(found.signals, Signal::FoundScopeNotRun.into());
    assert!(
        found
            .not_understood
            .contains(&"tests of other mailboxes than the one that was refused".to_owned()),
        "{:?}",
        found.not_understood
    );
}

/// The mailbox that must be out of scope is tested alone, too.
#[test]
fn a_test_of_another_mailbox_alone_shows_nothing() {
    let of = |mailbox: &str| {
        format!(
            "PS> Test-ServicePrincipalAuthorization a -Resource {mailbox}\nRoleName : Application Mail.Send\nInScope : False\n"
        )
    };
    finds(&of("ceo@contoso.com"), Signal::FoundScopeNotRun);
    finds(&of("sender@contoso.com"), Signal::FoundOutOfScope);
    // An object ID may be the mailbox's.
    finds(&of("5f1c7a38-8d3e-4c7e-9d2b-0a6f3f5d9c11"), Signal::FoundOutOfScope);
}

/// A member list is compared with the mailbox that was tested.
#[test]
fn the_mailbox_that_was_tested_is_the_refused_one() {
    let text = "PS> Test-ServicePrincipalAuthorization app -Resource sender@contoso.com\nRoleName : Application Mail.Send\n\
        InScope : False\n\nName : a\nRecipientType : UserMailbox\nPrimarySmtpAddress : a@contoso.com\n\n\
        Name : b\nRecipientType : UserMailbox\nPrimarySmtpAddress : b@contoso.com\n";
    let found = read(text, &Context::default());
    assert_eq!(found.signals, Signal::FoundOutOfScope | Signal::FoundNotMember);
}

#[test]
fn policies_of_other_apps_show_nothing() {
    finds(
        "AppId : 0e0e0e0e-0000-4000-8000-00000000000e\nAccessRight : DenyAccess\n",
        Signals::NONE,
    );
    finds(
        "AppId : 0c0c0c0c-0000-4000-8000-00000000000c\nAccessRight : DenyAccess\n",
        Signal::FoundPolicyDenies,
    );
}

#[test]
fn a_contact_and_a_guest_are_recipients_and_no_members() {
    finds(
        "Name : Partner\nRecipientType : MailContact\nRecipientTypeDetails : MailContact\n",
        Signal::FoundContact,
    );
    finds(r#"{"displayName":"x","userType":"Guest"}"#, Signal::FoundGuest);
}
