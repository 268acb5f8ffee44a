//! Effective rights are the union of Entra and Exchange grants, each acting alone.

use std::time::Duration;

use crate::support::*;
use outlook_emulator::{AccessPolicy, AccessRight, Application, Emulator, Scope, World, demo};

const FOLDER: &str = "/v1.0/users/sender@contoso.com/mailFolders/drafts?$select=id";

fn change(emulator: &Emulator, client: uuid::Uuid, change: impl FnOnce(&mut Application)) {
    emulator.update(|world| change(world.application_mut(client).expect("the app")));
}

#[tokio::test]
async fn a_roleless_token_works_inside_the_exchange_scope_only() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &hello()).await.status, 202);
    let reply = send(&emulator, &token, demo::OTHER_MAILBOX, &hello()).await;
    assert_eq!(
        (reply.status.as_u16(), reply.code().as_str()),
        (403, "ErrorAccessDenied")
    );
}

#[tokio::test]
async fn an_entra_consent_defeats_the_exchange_scope() {
    let emulator = start(World::demo()).await;
    let token = token_for(&emulator, &demo::WIDE_CLIENT_ID.to_string()).await;
    for mailbox in [demo::MAILBOX, demo::OTHER_MAILBOX] {
        assert_eq!(
            send(&emulator, &token, mailbox, &hello()).await.status,
            202,
            "{mailbox}"
        );
    }
}

#[tokio::test]
async fn each_call_needs_its_own_permission() {
    let emulator = start(World::demo()).await;
    let token = token(&emulator).await;
    change(&emulator, demo::CLIENT_ID, |app| {
        app.exchange_roles.retain(|role| role.role == "Application Mail.Send")
    });
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &hello()).await.status, 202);
    assert_eq!(get(&emulator, &token, FOLDER).await.status, 403);
    change(&emulator, demo::CLIENT_ID, |app| {
        app.exchange_roles[0].role = "Application Mail.Read".to_owned()
    });
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &hello()).await.status, 403);
    assert_eq!(get(&emulator, &token, FOLDER).await.status, 200);
    change(&emulator, demo::CLIENT_ID, |app| {
        app.exchange_roles[0].role = "Application Mail Full Access".to_owned()
    });
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &hello()).await.status, 202);
    assert_eq!(get(&emulator, &token, FOLDER).await.status, 200);
}

#[tokio::test]
async fn exchange_grants_take_their_time_and_entra_grants_a_new_token() {
    let emulator = start(World::demo()).await;
    let old = token(&emulator).await;
    let now = emulator.now();
    emulator.update(|world| world.exchange_propagation_seconds = 1800);
    change(&emulator, demo::CLIENT_ID, |app| {
        app.exchange_roles[0].assigned_at = Some(now)
    });
    assert_eq!(send(&emulator, &old, demo::MAILBOX, &hello()).await.status, 403);
    emulator.advance_clock(Duration::from_secs(1801));
    assert_eq!(send(&emulator, &old, demo::MAILBOX, &hello()).await.status, 202);

    change(&emulator, demo::CLIENT_ID, |app| {
        app.exchange_roles.clear();
        app.entra_permissions.push("Mail.Send".to_owned());
    });
    assert_eq!(send(&emulator, &old, demo::MAILBOX, &hello()).await.status, 403);
    let new = token(&emulator).await;
    assert_eq!(send(&emulator, &new, demo::MAILBOX, &hello()).await.status, 202);
}

#[tokio::test]
async fn members_of_nested_groups_do_not_count() {
    let mut world = World::demo();
    let mut outer = world.tenants[0].groups[0].clone();
    outer.address = "outer@contoso.com".to_owned();
    outer.members = vec![demo::SENDERS_GROUP.to_owned()];
    world.tenants[0].groups.push(outer);
    for role in &mut world.application_mut(demo::CLIENT_ID).expect("the app").exchange_roles {
        role.scope = Scope::Group("outer@contoso.com".to_owned());
    }
    let emulator = start(world).await;
    let token = token(&emulator).await;
    assert_eq!(send(&emulator, &token, demo::MAILBOX, &hello()).await.status, 403);
}

#[tokio::test]
async fn access_policies_restrict_entra_grants_and_no_others() {
    let emulator = start(World::demo()).await;
    let wide = token_for(&emulator, &demo::WIDE_CLIENT_ID.to_string()).await;
    let policy = |right, mailbox: &str| AccessPolicy {
        right,
        scope: Scope::Mailboxes(vec![mailbox.to_owned()]),
    };
    change(&emulator, demo::WIDE_CLIENT_ID, |app| {
        app.access_policies = vec![policy(AccessRight::RestrictAccess, "alex@contoso.com")];
    });
    let denied = send(&emulator, &wide, demo::OTHER_MAILBOX, &hello()).await;
    assert_eq!(denied.status, 403);
    assert_eq!(denied.json()["error"]["message"], "Access to OData is disabled.");
    assert_eq!(send(&emulator, &wide, "alex@contoso.com", &hello()).await.status, 202);
    // The Exchange role still reaches its own mailbox.
    assert_eq!(send(&emulator, &wide, demo::MAILBOX, &hello()).await.status, 202);
    change(&emulator, demo::WIDE_CLIENT_ID, |app| {
        app.access_policies
            .push(policy(AccessRight::DenyAccess, "alex@contoso.com"));
    });
    assert_eq!(send(&emulator, &wide, "alex@contoso.com", &hello()).await.status, 403);
}
