//! Two tenants never meet.

use outlook_emulator::{Effect, Fault, Operation};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::{
    client::{exchange, request},
    lab::{Lab, OTHER_TOKEN, TOKEN, call, connection, connector, mail, tenant},
};

#[tokio::test(flavor = "multi_thread")]
async fn no_token_and_a_wrong_one_are_refused() {
    let lab = Lab::new().await;
    let body = mail().to_string();
    let cut = &TOKEN[..TOKEN.len() - 1];
    for authorization in [
        None,
        Some(String::new()),
        Some("Bearer".to_owned()),
        Some("Bearer ".to_owned()),
        Some(format!("Bearer {cut}")),
        Some(format!("Bearer {TOKEN}x")),
        Some(format!("Basic {TOKEN}")),
        Some(TOKEN.to_owned()),
    ] {
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(authorization.as_deref().map(|value| ("Authorization", value)));
        for (method, path) in [
            ("POST", "/v1/send-mail"),
            ("GET", "/v1/secrets"),
            ("GET", "/v1/nothing"),
        ] {
            let body = if method == "POST" { body.as_bytes() } else { b"" };
            let response = exchange(lab.address, &request(method, path, &headers, body)).await;
            let problem = response.problem(401);
            assert_eq!(response.headers["www-authenticate"], "Bearer");
            assert!(!problem.to_string().contains(cut), "{problem}");
        }
    }
    let bearer = format!("bearer {TOKEN}");
    let small = exchange(
        lab.address,
        &request("GET", "/v1/secrets", &[("Authorization", &bearer)], b""),
    )
    .await;
    assert_eq!(small.status, 200, "the scheme's case does not matter (RFC 9110 §11.1)");
    assert!(lab.emulator.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_and_secrets_are_a_tenants_own() {
    let lab = Lab::new().await;
    let body = connection().to_string();
    assert_eq!(
        lab.call("PUT", "/v1/connections/demo", TOKEN, &[], body.as_bytes())
            .await
            .status,
        204
    );
    assert_eq!(
        lab.call("PUT", "/v1/secrets/own", TOKEN, &[], br#"{"value": "v"}"#)
            .await
            .status,
        204
    );

    let listed = lab.call("GET", "/v1/connections", OTHER_TOKEN, &[], b"").await.result();
    assert_eq!(listed, json!({ "connections": [] }));
    let names = lab.call("GET", "/v1/secrets", OTHER_TOKEN, &[], b"").await.result();
    assert_eq!(names["secrets"].as_array().unwrap().len(), 1, "its own `app`");
    for (method, path) in [
        ("GET", "/v1/connections/demo"),
        ("DELETE", "/v1/connections/demo"),
        ("DELETE", "/v1/secrets/own"),
    ] {
        lab.call(method, path, OTHER_TOKEN, &[], b"").await.problem(404);
    }
    let named = json!({ "connection": "demo" }).to_string();
    lab.call("POST", "/v1/connect", OTHER_TOKEN, &[], named.as_bytes())
        .await
        .problem(404);
    let mut secret = json!({ "connection": connection() });
    secret["connection"]["credential"] = json!({ "client-secret": "own" });
    let missing = lab
        .call("POST", "/v1/connect", OTHER_TOKEN, &[], secret.to_string().as_bytes())
        .await
        .problem(422);
    assert_eq!(missing["error"]["fields"][0]["code"], "secret-missing", "{missing}");
    assert_eq!(
        lab.get("/v1/connections/demo").await.result()["client_id"],
        connection()["client_id"]
    );
}

/// A queue before a mailbox is a tenant's own: four sends of one tenant that hang do not hold up the other one.
#[tokio::test(flavor = "multi_thread")]
async fn queues_are_a_tenants_own() {
    let mut world = outlook_emulator::World::demo();
    world.enforce_mailbox_concurrency = false;
    let lab = Lab::with(world, outlook_service::ServiceOptions::new()).await;
    lab.emulator
        .inject(Fault::next(Operation::SendMail, Effect::DelayResponse { millis: 600_000 }).times(4));
    let body = mail().to_string();
    let mut hanging = Vec::new();
    for _ in 0..4 {
        let mut stream = tokio::net::TcpStream::connect(lab.address).await.unwrap();
        stream
            .write_all(&call("POST", "/v1/send-mail", TOKEN, &[], body.as_bytes()))
            .await
            .unwrap();
        hanging.push(stream);
    }
    while lab
        .emulator
        .requests()
        .iter()
        .filter(|request| request.operation == Operation::SendMail)
        .count()
        < 4
    {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let mut late = mail();
    late["options"] = json!({ "time_budget_ms": 1_000 });
    let busy = lab.post("/v1/send-mail", &late).await;
    assert_eq!(busy.problem(503)["kind"], "busy");
    assert!(busy.headers.contains_key("retry-after"));
    lab.call("POST", "/v1/send-mail", OTHER_TOKEN, &[], body.as_bytes())
        .await
        .result();
    // The end does not wait for the four.
    lab.service.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenants_bytes_under_way_are_bounded() {
    let lab = Lab::new().await;
    let mut large = mail();
    large["message"]["text"] = "x".repeat(65 * 1024).into();
    let body = large.to_string();
    let refused = lab
        .call("POST", "/v1/send-mail", OTHER_TOKEN, &[], body.as_bytes())
        .await;
    assert_eq!(refused.problem(503)["code"], "bytes-under-way");
    assert_eq!(refused.headers["retry-after"], "1");
    lab.call("POST", "/v1/send-mail", OTHER_TOKEN, &[], mail().to_string().as_bytes())
        .await
        .result();
    lab.post("/v1/send-mail", &large).await.result();
}

/// As many as a tenant may have, whatever they wait for. What is too much is refused before anything of it is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_has_a_limited_number_of_calls_under_way() {
    let lab = Lab::new().await;
    let tenants = vec![
        tenant("first", TOKEN, &lab.dir().join("first")).calls_under_way(1),
        tenant("second", OTHER_TOKEN, &lab.dir().join("second")),
    ];
    lab.service
        .replace(connector(&lab.emulator).await, tenants)
        .await
        .unwrap();
    // A send whose client has gone away counts, too.
    drop(lab.hanging_send(Effect::DelayResponse { millis: 1_000 }).await);
    // The body of this one never comes.
    let announced = [
        ("Authorization", format!("Bearer {TOKEN}")),
        ("Content-Length", "1000".to_owned()),
    ];
    let announced = announced.each_ref().map(|(name, value)| (*name, value.as_str()));
    let head = request("GET", "/v1/send-mail", &announced, b"");
    let head = String::from_utf8(head).unwrap().replacen("GET", "POST", 1);
    let response = exchange(lab.address, head.as_bytes()).await;
    let problem = response.problem(429);
    assert_eq!(
        (&problem["kind"], &problem["code"]),
        (&"busy".into(), &"calls-under-way".into())
    );
    assert_eq!(
        (&problem["may_have_been_sent"], &problem["is_permanent"]),
        (&false.into(), &false.into())
    );
    assert_eq!(response.headers["retry-after"], "1");
    // Nobody else is held up, and health needs no tenant.
    assert_eq!(lab.call("GET", "/v1/secrets", OTHER_TOKEN, &[], b"").await.status, 200);
    assert_eq!(lab.get("/healthz").await.status, 200);
    while lab.get("/v1/secrets").await.status == 429 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(lab.emulator.delivered().len(), 1);
    lab.post("/v1/send-mail", &mail()).await.result();
}
