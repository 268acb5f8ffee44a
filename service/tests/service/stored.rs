//! Saved connections and secrets.

use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::lab::{Lab, TOKEN, connection};

#[tokio::test(flavor = "multi_thread")]
async fn connections_come_and_go() {
    let lab = Lab::new().await;
    let put = async |name: &str, body: &serde_json::Value| {
        let path = format!("/v1/connections/{name}");
        lab.call("PUT", &path, TOKEN, &[], body.to_string().as_bytes()).await
    };
    assert_eq!(lab.get("/v1/connections").await.result(), json!({ "connections": [] }));
    assert_eq!(put("demo", &connection()).await.status, 204);
    let saved = lab.get("/v1/connections/demo").await.result();
    assert_eq!(saved["mailbox"], connection()["mailbox"]);
    let mut other = connection();
    other["mailbox"] = "other@contoso.com".into();
    assert_eq!(put("demo", &other).await.status, 204, "PUT replaces");
    let listed = lab.get("/v1/connections").await.result();
    assert_eq!(listed["connections"][0]["name"], "demo");
    assert_eq!(listed["connections"][0]["connection"]["mailbox"], "other@contoso.com");
    // A file that somebody broke is listed, and refused when it is used.
    std::fs::write(lab.dir().join("first/connections/broken.json"), "{").unwrap();
    let listed = lab.get("/v1/connections").await.result();
    assert_eq!(
        listed["connections"][0],
        json!({ "name": "broken", "connection": null })
    );
    let broken = lab.get("/v1/connections/broken").await.problem(500);
    assert!(!broken.to_string().contains(lab.dir().to_str().unwrap()), "{broken}");

    assert_eq!(
        put("demo", &json!({ "tenant": 1 })).await.problem(422)["field"],
        "tenant"
    );
    assert_eq!(
        put("..%2Fdemo", &connection()).await.problem(422)["code"],
        "connection-name"
    );
    assert_eq!(
        put(".hidden", &connection()).await.problem(422)["code"],
        "connection-name"
    );
    assert_eq!(
        lab.call("DELETE", "/v1/connections/demo", TOKEN, &[], b"").await.status,
        204
    );
    lab.call("DELETE", "/v1/connections/demo", TOKEN, &[], b"")
        .await
        .problem(404);
    lab.get("/v1/connections/demo").await.problem(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_go_in_and_never_come_out() {
    let lab = Lab::new().await;
    let put = async |name: &str, body: serde_json::Value| {
        let path = format!("/v1/secrets/{name}");
        lab.call("PUT", &path, TOKEN, &[], body.to_string().as_bytes()).await
    };
    let set = put(
        "new",
        json!({ "value": "marker", "expires_at": "2099-01-01T00:00:00Z" }),
    )
    .await;
    assert_eq!((set.status, set.body.len()), (204, 0));
    let listed = lab.get("/v1/secrets").await;
    let mut names = listed.result();
    for secret in names["secrets"].as_array_mut().unwrap() {
        let stored = secret.as_object_mut().unwrap().remove("stored_at").unwrap();
        let stored = OffsetDateTime::parse(stored.as_str().unwrap(), &Rfc3339).unwrap();
        assert!((OffsetDateTime::now_utc() - stored).whole_minutes() < 5, "{stored}");
    }
    assert_eq!(
        names,
        json!({ "secrets": [{ "name": "app", "expires_at": null }, { "name": "new", "expires_at": "2099-01-01T00:00:00Z" }] })
    );
    assert!(!listed.text().contains("marker"));
    // It is used at once.
    let wrong = json!({ "connection": { "credential": { "client-secret": "new" } } });
    let mut body = json!({ "connection": connection() });
    body["connection"]["credential"] = wrong["connection"]["credential"].clone();
    let refused = lab.post("/v1/connect", &body).await.problem(424);
    assert_eq!(refused["kind"], "permanent-unauthorized");
    assert!(!refused.to_string().contains("marker"));

    for (name, body, field) in [
        ("a", json!({ "value": "" }), "value"),
        ("a", json!({ "value": ["marker"] }), "value"),
        ("a", json!({ "value": "marker", "expires": 1 }), "expires"),
        (
            "a",
            json!({ "value": "marker", "expires_at": "tomorrow" }),
            "expires_at",
        ),
    ] {
        let problem = put(name, body).await.problem(422);
        assert_eq!(problem["field"], field);
        assert!(!problem.to_string().contains("marker"), "{problem}");
    }
    assert_eq!(
        put("cache:x", json!({ "value": "v" })).await.problem(422)["code"],
        "secret-name"
    );
    assert_eq!(
        put("%20a", json!({ "value": "v" })).await.problem(422)["code"],
        "secret-name"
    );
    assert_eq!(lab.call("DELETE", "/v1/secrets/new", TOKEN, &[], b"").await.status, 204);
    lab.call("DELETE", "/v1/secrets/new", TOKEN, &[], b"")
        .await
        .problem(404);
    lab.get("/v1/secrets/app").await.problem(405);
}
