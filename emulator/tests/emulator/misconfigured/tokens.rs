//! Tokens, secrets and clocks that are wrong.

use super::*;

#[tokio::test]
async fn a_revoked_token_is_challenged_and_conditional_access_says_what_it_wants() {
    let local = Local::new().await;
    local.emulator.advance_clock(Duration::from_secs(60));
    local.emulator.update(|world| {
        let now = time::OffsetDateTime::now_utc() + time::Duration::seconds(60);
        world
            .application_mut(demo::CLIENT_ID)
            .expect("the app")
            .tokens_revoked_at = Some(now);
    });
    let answer = ask(&local, SEND, &[]).await;
    assert_eq!(answer.refusal(), (401, "InvalidAuthenticationToken".to_owned()));
    let challenge = answer.headers["www-authenticate"].to_str().expect("text");
    assert!(challenge.contains("error=\"insufficient_claims\""), "{challenge}");
    let claims = challenge
        .split("claims=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("claims");
    let claims: Value = serde_json::from_slice(&STANDARD.decode(claims).expect("base64")).expect("JSON");
    assert_eq!(claims["access_token"]["nbf"]["essential"], true);
    // A new token will do, unless a policy forbids it.
    local.emulator.advance_clock(Duration::from_secs(60));
    let fresh = Local {
        token: token(&local.emulator, &demo::CLIENT_ID.to_string()).await,
        emulator: local.emulator,
    };
    assert_eq!(sends(&fresh).await.0, 202);

    let blocked = Emulator::in_process(app(|app| app.blocked_by_conditional_access = true));
    let body = token_answer(&blocked).await.1;
    assert_eq!(body["error_codes"][0], 53003);
    let claims: Value = serde_json::from_str(body["claims"].as_str().expect("claims")).expect("JSON in JSON");
    assert_eq!(claims["access_token"]["capolids"]["essential"], true);
}

#[tokio::test]
async fn clocks_can_be_wrong() {
    let mut world = World::demo();
    world.clock_skew_seconds = 7200;
    let emulator = Emulator::in_process(world);
    let client_time = emulator.now();
    let (headers, body) = token_answer(&emulator).await;
    let date = |headers: &HeaderMap| {
        let text = headers["date"].to_str().expect("text").to_owned();
        time::OffsetDateTime::from(httpdate::parse_http_date(&text).expect("a date"))
    };
    assert!((date(&headers) - client_time).whole_minutes() >= 119);
    // Both services go by it, so that the token works, and Graph tells the same time.
    let token = body["access_token"].as_str().expect("a token").to_owned();
    let local = Local { emulator, token };
    let answer = ask(&local, SEND, &[]).await;
    assert_eq!(answer.status, 202);
    assert!((date(&answer.headers) - client_time).whole_minutes() >= 119);

    for (skew, message) in [
        (301, "Access token has expired or is not yet valid."),
        (-7200, "Lifetime validation failed, the token is expired."),
    ] {
        let mut world = World::demo();
        world.token_skew_seconds = skew;
        world.token_lifetime_seconds = Some(3599);
        let (status, code, text) = outcome(world).await;
        assert_eq!(
            (status, code.as_str(), text.as_str()),
            (401, "InvalidAuthenticationToken", message)
        );
    }
    let mut within = World::demo();
    within.token_skew_seconds = 290;
    assert_works(within).await;
}

#[tokio::test]
async fn a_secret_of_another_app_of_the_tenant_is_a_wrong_one() {
    let mut world = World::demo();
    let theirs = outlook_emulator::SecretValue::new("the-secret-of-the-other-app");
    world.tenants[0].applications[0].secrets[0].value = theirs;
    // The demo's value is that of the other app now.
    let emulator = Emulator::in_process(world);
    assert_eq!(token_answer(&emulator).await.1["error_codes"][0], 7_000_215);
}

#[tokio::test]
async fn a_token_of_one_cloud_is_for_a_wrong_audience_in_another() {
    let local = Local::new().await;
    let bearer = format!("Bearer {}", local.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", JSON)];
    let asked = request(Method::POST, "graph.microsoft.us", SEND, &headers, hello().to_string());
    let answer = reply(local.emulator.respond(asked).await);
    assert_eq!(answer.refusal(), (401, "InvalidAuthenticationToken".to_owned()));
    assert!(String::from_utf8_lossy(&answer.body).contains("Invalid audience"));
}
