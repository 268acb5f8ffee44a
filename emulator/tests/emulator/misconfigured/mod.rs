//! Misconfigurations as states of the world, and what the services answer.

mod tokens;

use std::time::Duration;

use crate::support::local::{Local, reply, request, token};
use crate::support::*;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, Method};
use outlook_emulator::{
    Application, ClientAccess, ClientAccessPolicy, Emulator, ExchangeAssignment, ExchangePointer, Group, GroupKind,
    InProcessResponse, ManagementScope, ResolvedBy, RightsCache, Scope, Tenant, World, demo,
};
use serde_json::Value;

const SEND: &str = "/v1.0/users/sender@contoso.com/sendMail";
const ACCESS_IS_DENIED: &str = "Access is denied. Check credentials and try again.";
const ODATA_IS_DISABLED: &str = "Access to OData is disabled.";

fn tenant(change: impl FnOnce(&mut Tenant)) -> World {
    let mut world = World::demo();
    change(&mut world.tenants[0]);
    world
}

fn app(change: impl FnOnce(&mut Application)) -> World {
    tenant(|tenant| change(&mut tenant.applications[0]))
}

/// The demo's app sends from its mailbox: status, code and message of the answer.
async fn outcome(world: World) -> (u16, String, String) {
    sends(&Local::with(world).await).await
}

async fn sends(local: &Local) -> (u16, String, String) {
    let answer = local.post("/sendMail", &hello()).await;
    match answer.body.is_empty() {
        true => (answer.status.as_u16(), String::new(), String::new()),
        false => {
            let error = answer.json()["error"].clone();
            let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
            (answer.status.as_u16(), text("code"), text("message"))
        }
    }
}

async fn assert_denied(world: World, message: &str) {
    let expected = (403, "ErrorAccessDenied".to_owned(), message.to_owned());
    assert_eq!(outcome(world).await, expected);
}

async fn assert_works(world: World) {
    assert_eq!(outcome(world).await.0, 202);
}

#[tokio::test]
async fn a_delegated_permission_is_none_for_an_app_alone() {
    let world = app(|app| {
        app.exchange_roles.clear();
        app.delegated_permissions = vec!["Mail.Send".to_owned()];
    });
    let local = Local::with(world.clone()).await;
    let claims = local.token.split('.').nth(1).expect("claims");
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("JSON");
    assert!(claims.get("roles").is_none() && claims.get("scp").is_none(), "{claims}");
    assert_eq!(claims["idtyp"], "app");
    assert_denied(world, ACCESS_IS_DENIED).await;
}

#[tokio::test]
async fn assignments_hang_on_a_pointer_with_the_tokens_object_id() {
    let with = |pointer| app(|app| app.exchange_pointer = pointer);
    assert_denied(with(ExchangePointer::Missing), ACCESS_IS_DENIED).await;
    assert_denied(with(ExchangePointer::AppRegistration), ACCESS_IS_DENIED).await;
    assert_denied(with(ExchangePointer::ObjectId(demo::MAILBOX_ID)), ACCESS_IS_DENIED).await;
    assert_works(with(ExchangePointer::ObjectId(demo::SERVICE_PRINCIPAL_ID))).await;
    // Made again, the enterprise application has another object ID: the old pointer is nobody's.
    let remade = |app: &mut Application| {
        app.exchange_pointer = ExchangePointer::ObjectId(demo::SERVICE_PRINCIPAL_ID);
        app.service_principal.as_mut().expect("one").object_id = demo::SECRET_ID;
    };
    assert_denied(app(remade), ACCESS_IS_DENIED).await;
}

#[tokio::test]
async fn a_scope_matches_by_distinguished_name_and_direct_membership() {
    let filter =
        |text: &str| tenant(|tenant| tenant.management_scopes[0].recipient_restriction_filter = text.to_owned());
    let dn = World::demo().tenants[0].management_scopes[0]
        .recipient_restriction_filter
        .clone();
    assert_works(filter(&dn)).await;
    assert_works(filter(&format!("DisplayName -eq 'O''Neill' -or ({dn})"))).await;
    assert_works(filter("PrimarySmtpAddress -eq 'no-reply@contoso.com'")).await;
    let by_address = format!("MemberOfGroup -eq '{}'", demo::SENDERS_GROUP);
    let wrong = [
        "",
        "Unread -eq 'x'",
        "PrimarySmtpAddress -like 'x'",
        by_address.as_str(),
    ];
    for text in wrong
        .into_iter()
        .map(str::to_owned)
        .chain([format!("{dn} -and DisplayName -eq 'x'")])
    {
        assert_denied(filter(&text), ACCESS_IS_DENIED).await;
    }
    // Deleted and made again, the group has another distinguished name.
    let remade = |tenant: &mut Tenant| {
        tenant.groups[0].distinguished_name = Some("CN=Contoso Email Senders20261123,DC=OUTLOOK,DC=COM".to_owned());
    };
    assert_denied(tenant(remade), ACCESS_IS_DENIED).await;
    // A member of a member is none.
    let nested = |tenant: &mut Tenant| {
        let inner = Group {
            id: demo::SECRET_ID,
            address: "inner@contoso.com".to_owned(),
            name: None,
            distinguished_name: None,
            kind: GroupKind::Distribution,
            members: std::mem::replace(&mut tenant.groups[0].members, vec!["inner@contoso.com".to_owned()]),
            is_synchronized: false,
        };
        tenant.groups.push(inner);
    };
    assert_denied(tenant(nested), ACCESS_IS_DENIED).await;
    let unknown = |tenant: &mut Tenant| tenant.management_scopes[0].name = "Renamed".to_owned();
    assert_denied(tenant(unknown), ACCESS_IS_DENIED).await;
}

#[tokio::test]
async fn an_active_app_keeps_its_old_rights_for_two_hours_and_an_idle_one_for_thirty_minutes() {
    let start = || {
        let mut world = app(|app| app.exchange_roles.clear());
        world.exchange_rights_cache = Some(RightsCache::default());
        world.token_lifetime_seconds = Some(86_399);
        Local::with(world)
    };
    let grant = |emulator: &Emulator| {
        emulator.update(|world| {
            world
                .application_mut(demo::CLIENT_ID)
                .expect("the app")
                .exchange_roles
                .push(ExchangeAssignment {
                    role: "Application Mail.Send".to_owned(),
                    scope: Scope::Organization,
                    assigned_at: None,
                });
        });
    };
    let minutes = |local: &Local, minutes: u64| local.emulator.advance_clock(Duration::from_secs(60 * minutes));

    let idle = start().await;
    assert_eq!(sends(&idle).await.0, 403);
    grant(&idle.emulator);
    assert_eq!(sends(&idle).await.0, 403, "the denial is kept");
    minutes(&idle, 31);
    assert_eq!(sends(&idle).await.0, 202, "left alone");

    let active = start().await;
    assert_eq!(sends(&active).await.0, 403);
    grant(&active.emulator);
    for passed in (20..120).step_by(20) {
        minutes(&active, 20);
        assert_eq!(sends(&active).await.0, 403, "after {passed} minutes of asking");
    }
    minutes(&active, 20);
    assert_eq!(sends(&active).await.0, 202, "after two hours");
}

#[tokio::test]
async fn lists_of_client_programs_shut_out_by_user_agent() {
    let allow = |list: &[&str]| ClientAccess {
        policy: Some(ClientAccessPolicy::EnforceAllowList),
        allow_list: list.iter().map(|one| (*one).to_owned()).collect(),
        ..ClientAccess::default()
    };
    assert_denied(tenant(|tenant| tenant.client_access = allow(&[])), ODATA_IS_DISABLED).await;
    assert_denied(
        tenant(|tenant| tenant.mailboxes[0].client_access = allow(&["Teams/*"])),
        ODATA_IS_DISABLED,
    )
    .await;
    // The list names programs, and these settings know nothing of apps.
    let local = Local::with(tenant(|tenant| tenant.client_access = allow(&["Mailer/*"]))).await;
    let headers = [("user-agent", "Mailer/1.0"), ("content-type", JSON)];
    let answer = local
        .ask(Method::POST, "/sendMail", &headers, hello().to_string())
        .await;
    assert_eq!(answer.status, 202);
    // Another mailbox's settings, EWS alone, and a list without a policy block nobody.
    assert_works(tenant(|tenant| {
        tenant.mailboxes[1].client_access = allow(&[]);
        tenant.client_access.ews_enabled = Some(false);
        tenant.client_access.block_list = vec!["*".to_owned()];
    }))
    .await;
    let block = |tenant: &mut Tenant| {
        tenant.client_access.policy = Some(ClientAccessPolicy::EnforceBlockList);
        tenant.client_access.block_list = vec!["*".to_owned()];
    };
    assert_denied(tenant(block), ODATA_IS_DISABLED).await;
}

#[tokio::test]
async fn a_name_that_exchange_does_not_resolve_is_no_user() {
    let mut world = World::demo();
    world.tenants[0].mailboxes[0].user_principal_name = "auto@contoso.onmicrosoft.com".to_owned();
    for (resolved_by, name, status) in [
        (ResolvedBy::Both, "auto@contoso.onmicrosoft.com", 202),
        (ResolvedBy::PrimaryAddress, "auto@contoso.onmicrosoft.com", 404),
        (ResolvedBy::PrimaryAddress, demo::MAILBOX, 202),
        (ResolvedBy::UserPrincipalName, demo::MAILBOX, 404),
    ] {
        world.tenants[0].mailboxes[0].resolved_by = resolved_by;
        let local = Local::for_app(world.clone(), &demo::WIDE_CLIENT_ID.to_string()).await;
        let path = format!("/v1.0/users/{name}/sendMail");
        assert_eq!(
            ask(&local, &path, &[]).await.status.as_u16(),
            status,
            "{resolved_by:?} {name}"
        );
    }
}

#[tokio::test]
async fn whether_mailbox_or_permission_comes_first_can_be_chosen() {
    for (mailbox_first, expected) in [(false, (403, "ErrorAccessDenied")), (true, (404, "ErrorInvalidUser"))] {
        let mut world = World::demo();
        world.mailbox_before_permission = mailbox_first;
        let local = Local::with(world).await;
        let answer = ask(&local, "/v1.0/users/no-reply@contoso.com/sendMail", &[]).await;
        assert_eq!(answer.refusal(), (expected.0, expected.1.to_owned()));
    }
    // With a right on the whole organization, what is no mailbox is told apart.
    let local = Local::with(app(|app| app.exchange_roles[0].scope = Scope::Organization)).await;
    let answer = ask(&local, "/v1.0/users/no-reply@contoso.com/sendMail", &[]).await;
    assert_eq!(answer.refusal(), (404, "ErrorInvalidUser".to_owned()));
}

#[tokio::test]
async fn sending_a_made_up_message_passes_token_permission_and_mailbox_first() {
    const MADE_UP: &str = "AAMkADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let probe = |local: Local, user: &'static str, id: &'static str| async move {
        ask(&local, &format!("/v1.0/users/{user}/messages/{id}/send"), &[])
            .await
            .refusal()
    };
    let denied = (403, "ErrorAccessDenied".to_owned());
    let mut bad = Local::new().await;
    bad.token = "x.y.z".to_owned();
    assert_eq!(probe(bad, demo::MAILBOX, MADE_UP).await.0, 401);
    assert_eq!(probe(Local::new().await, demo::OTHER_MAILBOX, MADE_UP).await, denied);
    let wide = Local::for_app(World::demo(), &demo::WIDE_CLIENT_ID.to_string()).await;
    let no_user = (404, "ErrorInvalidUser".to_owned());
    assert_eq!(probe(wide, demo::MAILBOX_ALIAS, MADE_UP).await, no_user);
    let sends_only = Local::with(app(|app| app.exchange_roles.truncate(1))).await;
    let not_found = (404, "ErrorItemNotFound".to_owned());
    assert_eq!(probe(sends_only, demo::MAILBOX, MADE_UP).await, not_found);
    let malformed = (400, "ErrorInvalidIdMalformed".to_owned());
    assert_eq!(probe(Local::new().await, demo::MAILBOX, "made-up").await, malformed);
    let reads_only = app(|app| {
        app.exchange_roles.remove(0);
    });
    assert_eq!(
        probe(Local::with(reads_only).await, demo::MAILBOX, MADE_UP).await,
        denied
    );
}

#[test]
fn the_states_can_be_written_into_a_scenario_file() {
    let mut world = tenant(|tenant| {
        tenant.client_access.policy = Some(ClientAccessPolicy::EnforceAllowList);
        tenant.mailboxes[0].resolved_by = ResolvedBy::PrimaryAddress;
        tenant.mailboxes[0].client_access.block_list = vec!["*".to_owned()];
        tenant.applications[0].exchange_pointer = ExchangePointer::ObjectId(demo::SECRET_ID);
        tenant.applications[0].delegated_permissions = vec!["Mail.Send".to_owned()];
        tenant.management_scopes.push(ManagementScope {
            name: "Other".to_owned(),
            recipient_restriction_filter: "DisplayName -eq 'x'".to_owned(),
        });
    });
    world.exchange_rights_cache = Some(RightsCache::default());
    let text = serde_json::to_string(&world).expect("JSON");
    let again = World::from_json(&text).expect("a scenario");
    assert_eq!(serde_json::to_string(&again).expect("JSON"), text);
}

/// A POST of a small mail to a path.
async fn ask(local: &Local, path: &str, headers: &[(&str, &str)]) -> Reply {
    let bearer = format!("Bearer {}", local.token);
    let mut all = vec![("authorization", bearer.as_str())];
    all.extend(headers);
    let body = match path.ends_with("sendMail") {
        true => {
            all.push(("content-type", JSON));
            hello().to_string()
        }
        false => String::new(),
    };
    reply(
        local
            .emulator
            .respond(request(Method::POST, GRAPH, path, &all, body))
            .await,
    )
}

async fn token_answer(emulator: &Emulator) -> (HeaderMap, Value) {
    let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let asked = request(
        Method::POST,
        LOGIN,
        &path,
        &[("content-type", FORM)],
        form(&good_form()),
    );
    match emulator.respond(asked).await {
        InProcessResponse::Response(answer) => {
            let (parts, body) = answer.into_parts();
            (parts.headers, serde_json::from_slice(&body).expect("JSON"))
        }
        closed => panic!("no answer: {closed:?}"),
    }
}
