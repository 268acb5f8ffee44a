//! A defect of the service: a call that breaks off tells its client, in every form of response.

use async_trait::async_trait;
use outlook_contract_json::saved::SavedConnections;
use outlook_host::{
    SecretStore, StoredSecret, Stores,
    stores::{
        StoreError,
        sealed::{KeySource, SealedSecrets},
    },
};
use outlook_service::{Sha256Digest, Tenant};
use serde_json::json;

use crate::lab::{Lab, TOKEN, connection, connector, mail};

/// A store with a defect.
struct Panics;

#[async_trait]
impl SecretStore for Panics {
    async fn get(&self, _: &str) -> Result<Option<StoredSecret>, StoreError> {
        panic!("marker of a value")
    }

    async fn put(&self, _: &str, _: StoredSecret) -> Result<(), StoreError> {
        Ok(())
    }

    async fn delete(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_breaks_off_ends_with_a_problem() {
    let lab = Lab::new().await;
    let secrets = SealedSecrets::open(&lab.dir().join("third"), &KeySource::KeyFile).unwrap();
    let connections = SavedConnections::in_dir(lab.dir());
    let tenant = Tenant::new("first", connections, secrets, Stores::new().secrets(Panics));
    let tenants = vec![tenant.token(Sha256Digest::of(TOKEN.as_bytes()))];
    lab.service
        .replace(connector(&lab.emulator).await, tenants)
        .await
        .unwrap();
    let test = json!({ "connection": connection() });
    let test_mail = json!({ "connection": connection(), "options": { "send_test_mail": true } });
    for (path, body, status, may_have_been_sent) in [
        ("/v1/send-mail", mail(), 424, true),
        ("/v1/test-connection", test, 500, false),
        ("/v1/test-connection", test_mail, 424, true),
    ] {
        let response = lab.post(path, &body).await;
        let problem = response.problem(status);
        assert_eq!(problem["may_have_been_sent"], may_have_been_sent, "{path}");
        let streamed = lab.post(&format!("{path}/events"), &body).await;
        let told = streamed.events();
        let (name, last) = told.last().unwrap();
        assert_eq!(
            (name.as_str(), &last["status"]),
            ("problem", &problem["status"]),
            "{path}"
        );
        assert_eq!(last["may_have_been_sent"], may_have_been_sent, "{path}");
        assert!(!streamed.text().contains("marker") && !response.text().contains("marker"));
        if path == "/v1/send-mail" {
            assert_eq!(last["reference"], streamed.headers["outlook-reference"].as_str());
        }
    }
    let metrics = lab.get("/metrics").await.text();
    let line = r#"outlook_calls_total{tenant="first",operation="send-mail",outcome="panic"} 2"#;
    assert!(metrics.contains(line), "{metrics}");
}
