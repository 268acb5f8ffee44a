//! Every mistake in a token request gets its documented code.

use crate::support::*;
use http::Method;
use outlook_emulator::{Cloud, World, demo};
use time::OffsetDateTime;

async fn refused(
    change: impl FnOnce(&mut World),
    host: &str,
    tenant: &str,
    pairs: &[(&str, &str)],
) -> (u16, String, u64) {
    let mut world = World::demo();
    change(&mut world);
    let emulator = start(world).await;
    let reply = ask_token(&emulator, host, tenant, pairs).await;
    (
        reply.status.as_u16(),
        reply.json()["error"].as_str().unwrap_or_default().to_owned(),
        reply.aadsts(),
    )
}

fn with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    good_form()
        .into_iter()
        .map(|(own, old)| (own, if own == name { value } else { old }))
        .collect()
}

fn without(name: &str) -> Vec<(&'static str, &'static str)> {
    good_form().into_iter().filter(|(own, _)| *own != name).collect()
}

#[tokio::test]
async fn tenants() {
    let cases = [
        ("common", 9_001_023),
        ("consumers", 9_001_023),
        ("organizations", 50_059),
        ("7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b91", 900_023),
        ("%7B%7Btenantid%7D%7D", 900_023),
        ("00000000-0000-0000-0000-000000000000", 900_021),
        ("fabrikam.com", 90_002),
        ("7d3a1c52-9f0e-4b6a-8c41-000000000000", 90_002),
    ];
    for (tenant, code) in cases {
        let expected = (400, "invalid_request".to_owned(), code);
        assert_eq!(refused(|_| {}, LOGIN, tenant, &good_form()).await, expected, "{tenant}");
    }
}

#[tokio::test]
async fn a_tenant_of_another_cloud() {
    let pairs = good_form();
    for host in [
        "login.microsoftonline.us",
        "login.chinacloudapi.cn",
        "login.partner.microsoftonline.cn",
    ] {
        assert_eq!(refused(|_| {}, host, demo::DOMAIN, &pairs).await.2, 900_382, "{host}");
    }
}

#[tokio::test]
async fn parameters() {
    let unauthorized = |code| (400, "unauthorized_client".to_owned(), code);
    let request = |code| (400, "invalid_request".to_owned(), code);
    let client = |code| (401, "invalid_client".to_owned(), code);
    let scope = |code| (400, "invalid_scope".to_owned(), code);
    let secret_id = "0b9d6e43-7c1f-4f58-a2e6-d38514c7f926";
    let cases = [
        (without("grant_type"), request(900_144)),
        (without("client_id"), request(900_144)),
        (without("scope"), request(900_144)),
        (
            with("grant_type", "password"),
            (400, "unsupported_grant_type".to_owned(), 70_003),
        ),
        (
            with("client_id", "5e8f0d17-6b2c-4a93-b4d1-90c7e3f2a615"),
            unauthorized(700_016),
        ),
        (with("client_id", "Contoso"), unauthorized(700_016)),
        (without("client_secret"), client(7_000_216)),
        (with("client_secret", ""), client(7_000_218)),
        (with("client_secret", secret_id), client(7_000_215)),
        (with("client_secret", "wrong"), client(7_000_215)),
        (with("scope", "https://graph.microsoft.com/Mail.Send"), scope(1_002_012)),
        (
            with("scope", "https://graph.microsoft.com/.default offline_access"),
            scope(70_011),
        ),
        (
            with("scope", "https://graph.microsoft.us/.default"),
            (400, "invalid_resource".to_owned(), 500_011),
        ),
        (
            with("scope", "graph/.default"),
            (400, "invalid_resource".to_owned(), 500_011),
        ),
    ];
    for (pairs, expected) in cases {
        assert_eq!(
            refused(|_| {}, LOGIN, demo::DOMAIN, &pairs).await,
            expected,
            "{pairs:?}"
        );
    }
}

#[tokio::test]
async fn a_client_assertion_needs_its_type() {
    let jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    for (kind, assertion, code) in [
        (None, "a.b.c", 900_144),
        (
            Some("urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
            "a.b.c",
            90_023,
        ),
        (Some(jwt_bearer), "a.b.c", 50_027),
        (Some(jwt_bearer), "abc", 50_027),
    ] {
        let mut pairs = without("client_secret");
        pairs.extend(kind.map(|kind| ("client_assertion_type", kind)));
        pairs.push(("client_assertion", assertion));
        assert_eq!(
            refused(|_| {}, LOGIN, demo::DOMAIN, &pairs).await.2,
            code,
            "{kind:?} {assertion}"
        );
    }
}

#[tokio::test]
async fn apps() {
    let app = |world: &mut World, change: fn(&mut outlook_emulator::Application)| {
        change(world.application_mut(demo::CLIENT_ID).expect("the demo app"));
    };
    let pairs = good_form();
    let no_principal = refused(
        |world| app(world, |app| app.service_principal = None),
        LOGIN,
        demo::DOMAIN,
        &pairs,
    )
    .await;
    assert_eq!(no_principal, (401, "invalid_client".to_owned(), 7_000_229));
    let disable = |app: &mut outlook_emulator::Application| {
        app.service_principal
            .iter_mut()
            .for_each(|principal| principal.enabled = false);
    };
    let disabled = refused(|world| app(world, disable), LOGIN, demo::DOMAIN, &pairs).await;
    assert_eq!(disabled, (400, "unauthorized_client".to_owned(), 7_000_112));
    let expire = |app: &mut outlook_emulator::Application| app.secrets[0].expires = Some(OffsetDateTime::UNIX_EPOCH);
    let expired = refused(|world| app(world, expire), LOGIN, demo::DOMAIN, &pairs).await;
    assert_eq!(expired, (401, "invalid_client".to_owned(), 7_000_222));
    let public = refused(
        |world| app(world, |app| app.public_client = true),
        LOGIN,
        demo::DOMAIN,
        &pairs,
    )
    .await;
    assert_eq!(public, (401, "invalid_client".to_owned(), 700_025));
    let blocked = |app: &mut outlook_emulator::Application| app.blocked_by_conditional_access = true;
    let blocked = refused(|world| app(world, blocked), LOGIN, demo::DOMAIN, &pairs).await;
    assert_eq!(blocked, (400, "invalid_grant".to_owned(), 53_003));
}

#[tokio::test]
async fn the_scope_belongs_to_the_tenants_own_cloud() {
    for cloud in Cloud::ALL {
        let mut world = World::demo();
        world.tenants[0].cloud = cloud;
        let emulator = start(world).await;
        for other in Cloud::ALL {
            let mut pairs = good_form();
            let scope = format!("https://{}/.default", other.graph_host());
            pairs.retain(|(name, _)| *name != "scope");
            let mut pairs: Vec<(&str, &str)> = pairs;
            pairs.push(("scope", &scope));
            for host in cloud.login_hosts() {
                let reply = ask_token(&emulator, host, demo::DOMAIN, &pairs).await;
                assert_eq!(
                    reply.status.as_u16(),
                    if other == cloud { 200 } else { 400 },
                    "{cloud:?} {other:?} {host}"
                );
            }
        }
    }
}

#[tokio::test]
async fn only_a_posted_form_counts() {
    let emulator = start(World::demo()).await;
    let path = format!("/{}/oauth2/v2.0/token", demo::TENANT_ID);
    let query = format!("{path}?{}", form(&good_form()));
    let json = r#"{"grant_type":"client_credentials"}"#;
    let cases = [
        (request(Method::GET, LOGIN, &query, &[], ""), 900_561),
        (
            request(Method::POST, LOGIN, &query, &[("content-type", FORM)], ""),
            900_144,
        ),
        (
            request(Method::POST, LOGIN, &path, &[("content-type", JSON)], json),
            900_144,
        ),
        (
            request(Method::POST, LOGIN, &path, &[("content-type", FORM)], json),
            900_144,
        ),
    ];
    for (request, code) in cases {
        let reply = exchange(http(&emulator), request).await.expect("an answer");
        assert_eq!((reply.status.as_u16(), reply.aadsts()), (400, code));
    }
}

#[tokio::test]
async fn too_many_tokens_in_a_minute() {
    let mut world = World::demo();
    world.token_requests_per_minute = Some(2);
    let emulator = start(world).await;
    for _ in 0..2 {
        token(&emulator).await;
    }
    let reply = ask_token(&emulator, LOGIN, demo::DOMAIN, &good_form()).await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.headers["retry-after"], "60");
    emulator.advance_clock(std::time::Duration::from_secs(61));
    token(&emulator).await;
}
