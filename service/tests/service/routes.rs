//! Each route's good case and its bad input.

use outlook_emulator::demo;
use serde_json::{Value, json};

use crate::{
    client::{exchange, request},
    lab::{Lab, TOKEN, connection, mail},
};

#[tokio::test(flavor = "multi_thread")]
async fn operations_do_their_work() {
    let lab = Lab::new().await;
    let descriptor = lab.get("/v1/describe").await.result();
    assert_eq!(descriptor["connector"]["id"], "outlook-m365-app-only");

    let connected = lab
        .post("/v1/connect", &json!({ "connection": connection() }))
        .await
        .result();
    assert_eq!(connected["connection"]["credential"], json!({ "client-secret": "app" }));
    assert_eq!(connected["requests"][0]["step"], "token");

    let report = lab
        .post("/v1/test-connection", &json!({ "connection": connection() }))
        .await
        .result();
    assert_eq!(report["status"], "ok", "{report}");

    let sent = lab.post("/v1/send-mail", &mail()).await;
    let receipt = sent.result();
    assert_eq!(receipt["recipient_count"], 1);
    assert_eq!(
        sent.headers["outlook-reference"],
        receipt["reference"].as_str().unwrap()
    );
    assert_eq!(lab.emulator.delivered().len(), 1);

    let asked = json!({ "connection": connection(), "reference": receipt["reference"] });
    let outcome = lab.post("/v1/check-outcome", &asked).await.result();
    assert_eq!(outcome["state"], "sent", "{outcome}");

    let response = json!({ "http_status": 401, "body": "AADSTS7000215: Invalid client secret provided." });
    let explained = lab.post("/v1/explain", &response).await.result();
    assert_eq!(explained["verdict"], "permanent-unauthorized");
    assert_eq!(explained["detail"]["service_code"], "AADSTS7000215");
    // A saved connection by its name, as everywhere: its values stand in the checks.
    let body = connection().to_string();
    let saved = lab
        .call("PUT", "/v1/connections/demo", TOKEN, &[], body.as_bytes())
        .await;
    assert_eq!(saved.status, 204);
    let response = json!({ "http_status": 403, "body": "ErrorAccessDenied", "connection": "demo" });
    let by_name = lab.post("/v1/explain", &response).await.result();
    assert!(by_name.to_string().contains(demo::MAILBOX), "{by_name}");
    let response = json!({ "http_status": 403, "body": "ErrorAccessDenied", "connection": connection() });
    assert_eq!(lab.post("/v1/explain", &response).await.result(), by_name);
    let unknown = json!({ "connection": "other" });
    assert_eq!(
        lab.post("/v1/explain", &unknown).await.problem(404)["field"],
        "connection"
    );

    let guide = lab
        .post("/v1/setup-guide", &json!({ "client_id": demo::CLIENT_ID.to_string() }))
        .await
        .result();
    assert!(guide["script"].as_str().unwrap().contains(&demo::CLIENT_ID.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_by_path_and_nothing_is_sent() {
    let lab = Lab::new().await;
    let with = |change: fn(&mut Value)| {
        let mut mail = mail();
        change(&mut mail);
        mail
    };
    for (path, body, status, field) in [
        (
            "/v1/send-mail",
            with(|mail| mail["message"]["too"] = json!([])),
            422,
            "message.too",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["message"]["to"][0] = json!({ "adress": "marker" })),
            422,
            "message.to[0].adress",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["message"]["to"][0] = json!(7)),
            422,
            "message.to[0]",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["options"] = json!({ "key": "marker" })),
            422,
            "options.key",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["connection"]["mailbox"] = json!(["marker"])),
            422,
            "connection.mailbox",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["message"]["attachments"] = json!([{ "name": "marker" }])),
            422,
            "message.attachments[0]",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["message"]["attachments"] = json!([{ "name": "a", "part": "marker" }])),
            422,
            "message.attachments[0].part",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["mime"] = json!({ "part": "marker" })),
            422,
            "mime.part",
        ),
        (
            "/v1/send-mail",
            with(|mail| mail["connection"] = "marker".into()),
            404,
            "connection",
        ),
        (
            "/v1/connect",
            json!({ "connection": { "tenant_id": "t" } }),
            422,
            "connection",
        ),
        ("/v1/test-connection", json!({ "connection": "a/b" }), 422, "connection"),
        ("/v1/explain", json!({ "status": 401 }), 422, "status"),
        ("/v1/setup-guide", json!({ "mailboxes": "marker" }), 422, "mailboxes"),
    ] {
        let problem = lab.post(path, &body).await.problem(status);
        assert_eq!(
            (&problem["field"], &problem["may_have_been_sent"]),
            (&field.into(), &false.into()),
            "{problem}"
        );
        // The one value that is repeated is the name of a connection.
        assert!(status == 404 || !problem.to_string().contains("marker"), "{problem}");
    }
    let neither = lab
        .post("/v1/send-mail", &json!({ "connection": connection() }))
        .await
        .problem(422);
    assert!(
        neither["detail"].as_str().unwrap().contains("`message` or `mime`"),
        "{neither}"
    );
    for text in ["", "{", "[]", "7"] {
        let response = lab.call("POST", "/v1/send-mail", TOKEN, &[], text.as_bytes()).await;
        assert!(matches!(response.status, 400 | 422), "{text}: {}", response.text());
    }
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    lab.call("POST", "/v1/send-mail", TOKEN, &form, b"a=b")
        .await
        .problem(415);
    lab.call("POST", "/v1/connect", TOKEN, &form, b"a=b").await.problem(415);
    lab.get("/v1/send-mail").await.problem(405);
    lab.get("/v1/nothing").await.problem(404);
    lab.get("/nothing").await.problem(404);
    assert!(lab.emulator.requests().is_empty());
}

/// What the component refuses has the component's own report, with all fields at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_components_report_of_bad_fields() {
    let lab = Lab::new().await;
    let body = json!({ "connection": connection(), "message": { "to": ["no address"], "subject": "two\nlines" } });
    let response = lab.post("/v1/send-mail", &body).await;
    let problem = response.problem(422);
    assert_eq!(
        (&problem["kind"], &problem["is_permanent"]),
        (&"permanent-invalid-input".into(), &true.into())
    );
    let fields: Vec<_> = problem["error"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| &field["field"])
        .collect();
    assert_eq!(fields.len(), 2, "{problem}");
    assert!(response.headers.contains_key("outlook-reference"));
    assert!(lab.emulator.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_header_or_options_is_one_key() {
    let lab = Lab::new().await;
    let send = async |header: Option<&str>, option: Option<&str>| {
        let mut mail = mail();
        if let Some(key) = option {
            mail["options"] = json!({ "idempotency_key": key });
        }
        let headers: Vec<_> = header.map(|key| ("Idempotency-Key", key)).into_iter().collect();
        lab.call("POST", "/v1/send-mail", TOKEN, &headers, mail.to_string().as_bytes())
            .await
    };
    let first = send(Some("order-1"), None).await;
    assert_eq!(first.result()["already_sent"], false);
    assert_eq!(first.headers["outlook-reference"], "order-1");
    for (header, option) in [
        (None, Some("order-1")),
        (Some("order-1"), Some("order-1")),
        (Some("\"order-1\""), None),
    ] {
        assert_eq!(
            send(header, option).await.result()["already_sent"],
            true,
            "{header:?} {option:?}"
        );
    }
    let two = send(Some("order-1"), Some("order-2")).await.problem(422);
    assert_eq!(two["field"], "options.idempotency_key");
    assert_eq!(lab.emulator.delivered().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn references_of_complete_messages() {
    let lab = Lab::new().await;
    let header = format!(
        "From: {}\r\nTo: adele@fabrikam.example\r\nSubject: x\r\n",
        demo::MAILBOX
    );
    let send = async |message: String| {
        let body = json!({ "connection": connection(), "mime": { "base64": base64(message.as_bytes()) } });
        let response = lab.post("/v1/send-mail", &body).await;
        response.result();
        response.headers["outlook-reference"].clone()
    };
    let own = send(format!("{header}Message-ID: <order-1@contoso.com>\r\n\r\nx\r\n")).await;
    assert_eq!(own, "<order-1@contoso.com>");
    let made = send(format!("{header}\r\nx\r\n")).await;
    assert_ne!(made, own);
    for reference in [own, made] {
        let asked = json!({ "connection": connection(), "reference": reference });
        let outcome = lab.post("/v1/check-outcome", &asked).await.result();
        assert_eq!(outcome["state"], "sent", "{outcome}");
    }
    // Nothing is kept to find.
    let mut gone = mail();
    gone["message"]["save_to_sent_items"] = false.into();
    let response = lab.post("/v1/send-mail", &gone).await;
    response.result();
    assert!(!response.headers.contains_key("outlook-reference"));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_a_call_from_its_reference_to_its_end() {
    let lab = Lab::new().await;
    let sent = lab.post("/v1/send-mail/events", &mail()).await;
    let events = sent.events();
    let names: Vec<_> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["reference", "request", "request", "result"]);
    assert_eq!(events[0].1["reference"], events[3].1["reference"]);
    assert_eq!(
        sent.headers["outlook-reference"],
        events[0].1["reference"].as_str().unwrap()
    );
    assert_eq!(
        (&events[1].1["path"], &events[1].1["status"]),
        (&"/{owner}/oauth2/v2.0/token".into(), &200.into())
    );
    let refused = json!({ "connection": connection(), "message": {} });
    let events = lab.post("/v1/send-mail/events", &refused).await.events();
    assert_eq!(events.last().unwrap().0, "problem");
    assert_eq!(events.last().unwrap().1["status"], 422);
    let test = json!({ "connection": connection() });
    let events = lab.post("/v1/test-connection/events", &test).await.events();
    assert_eq!(events.last().unwrap().1["status"], "ok");
    assert!(
        events.iter().filter(|(name, _)| name == "request").count() >= 3,
        "{events:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn too_large_a_body_is_refused_before_it_is_read() {
    let lab = Lab::new().await;
    let authorization = format!("Bearer {TOKEN}");
    for (content_type, length) in [
        ("application/json", 33_554_433_u64),
        ("multipart/form-data; boundary=b", 200_000_000),
    ] {
        let length = length.to_string();
        let headers = [
            ("Authorization", authorization.as_str()),
            ("Content-Type", content_type),
        ];
        // The head alone: the service does not wait for the rest.
        let head = request("POST", "/v1/send-mail", &headers, b"");
        let head = String::from_utf8(head)
            .unwrap()
            .replace("Content-Length: 0", &format!("Content-Length: {length}"));
        let problem = exchange(lab.address, head.as_bytes()).await.problem(413);
        assert_eq!(problem["code"], "too-large");
    }
    assert!(lab.emulator.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_what_happened() {
    let lab = Lab::new().await;
    lab.post("/v1/send-mail", &mail()).await.result();
    lab.post("/v1/send-mail", &json!({ "connection": connection(), "message": {} }))
        .await
        .problem(422);
    let metrics = exchange(lab.address, &request("GET", "/metrics", &[], b"")).await;
    assert_eq!(metrics.status, 200);
    let text = metrics.text();
    for line in [
        r#"outlook_calls_total{tenant="first",operation="send-mail",outcome="ok"} 1"#,
        r#"outlook_calls_total{tenant="first",operation="send-mail",outcome="permanent-invalid-input"} 1"#,
        r#"outlook_requests_total{method="POST",path="/v1.0/users/{owner}/sendMail",status="202"} 1"#,
        "outlook_token_requests_total 1",
        "outlook_sandboxes 16",
        "outlook_sandboxes_in_use 0",
        "outlook_sends_under_way 0",
        "outlook_queue_wait_seconds_count 2",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(!text.contains(demo::MAILBOX) && !text.contains("fabrikam"), "{text}");
}

/// Base64 with padding, written anew.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0_u32, |bits, at| {
            bits << 8 | u32::from(group.get(at).copied().unwrap_or(0))
        });
        let letter = |at: usize| {
            let index = bits >> (18 - 6 * at) & 63;
            if at <= group.len() {
                char::from(LETTERS[index as usize])
            } else {
                '='
            }
        };
        (0..4).map(letter).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}
