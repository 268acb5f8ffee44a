//! How users are addressed, and what other kinds of recipient answer.

use crate::support::*;
use outlook_emulator::{World, demo};

#[tokio::test]
async fn object_id_user_principal_name_and_primary_address_work() {
    let mut world = World::demo();
    world.tenants[0].mailboxes[0].user_principal_name = "auto@contoso.onmicrosoft.com".to_owned();
    let emulator = start(world).await;
    let token = token(&emulator).await;
    let id = demo::MAILBOX_ID.to_string();
    for user in [
        "auto@contoso.onmicrosoft.com",
        demo::MAILBOX,
        "SENDER@Contoso.com",
        id.as_str(),
    ] {
        assert_eq!(send(&emulator, &token, user, &hello()).await.status, 202, "{user}");
    }
}

#[tokio::test]
async fn everything_else_has_its_own_404() {
    let emulator = start(World::demo()).await;
    let token = token_for(&emulator, &demo::WIDE_CLIENT_ID.to_string()).await;
    let cases = [
        (demo::MAILBOX_ALIAS, "ErrorInvalidUser"),
        (demo::SENDERS_GROUP, "ErrorInvalidUser"),
        ("contact@contoso.com", "ErrorInvalidUser"),
        ("new@contoso.com", "ErrorInvalidUser"),
        ("nobody@contoso.com", "ErrorInvalidUser"),
        ("d7c5a3e1-8b9f-4d26-a0e4-3b1c6f8d2975", "Request_ResourceNotFound"),
        ("unlicensed@contoso.com", "MailboxNotEnabledForRESTAPI"),
        ("onprem@contoso.com", "MailboxNotEnabledForRESTAPI"),
        ("left@contoso.com", "MailboxNotEnabledForRESTAPI"),
        (
            "partner_fabrikam.com#EXT#@contoso.onmicrosoft.com",
            "MailboxNotEnabledForRESTAPI",
        ),
    ];
    for (user, code) in cases {
        let reply = send(&emulator, &token, user, &hello()).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (404, code), "{user}");
    }
    assert_eq!(
        send(&emulator, &token, "support@contoso.com", &hello()).await.status,
        202
    );
}

#[tokio::test]
async fn an_added_mailbox_is_in_the_scope() {
    let mut world = World::demo();
    world.add_mailbox("billing@contoso.com");
    let emulator = start(world).await;
    let token = token(&emulator).await;
    assert_eq!(
        send(&emulator, &token, "billing@contoso.com", &hello()).await.status,
        202
    );
}
