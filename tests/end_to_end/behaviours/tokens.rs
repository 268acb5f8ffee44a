//! Tokens: kept through the host between instances, renewed when refused, never shown.

use outlook_emulator::{Effect, Fault, Operation};
use outlook_end_to_end::{Lab, case, connection, message, told};

#[tokio::test]
async fn one_token_serves_many_instances_over_one_connection() {
    let lab = Lab::new().await;
    for _ in 0..3 {
        lab.send(message()).await.unwrap();
    }
    assert_eq!((lab.count(Operation::Token), lab.count(Operation::SendMail)), (1, 3));
    let connections: Vec<u64> = lab
        .emulator
        .requests()
        .iter()
        .filter(|r| r.operation == Operation::SendMail)
        .map(|r| r.connection)
        .collect();
    assert!(
        connections.windows(2).all(|pair| pair[0] == pair[1]),
        "kept alive: {connections:?}"
    );
    assert!(lab.secrets.names().iter().any(|name| name.starts_with("cache:token/")));
}

#[tokio::test]
async fn a_token_that_expired_is_not_used() {
    let lab = Lab::new().await;
    lab.send(message()).await.unwrap();
    // The host's clock and the emulator's differ then, as clocks do: Graph refuses the cached token, and a new one helps.
    lab.emulator.advance_clock(std::time::Duration::from_secs(2 * 86_400));
    lab.send(message()).await.unwrap();
    assert_eq!((lab.count(Operation::Token), lab.count(Operation::SendMail)), (2, 3));
    assert_eq!(lab.emulator.delivered().len(), 2);
}

#[tokio::test]
async fn a_401_is_answered_with_one_new_token_and_no_more() {
    let lab = Lab::new().await;
    let refusal = Effect::Response {
        status: 401,
        headers: Vec::new(),
        body: String::new(),
    };
    lab.emulator.inject(Fault::always(Operation::SendMail, refusal));
    assert_eq!(
        told(lab.send(message()).await),
        ("permanent-unauthorized", "token-refused".to_owned())
    );
    assert_eq!((lab.count(Operation::Token), lab.count(Operation::SendMail)), (2, 2));
    assert!(lab.emulator.delivered().is_empty());
}

#[tokio::test]
async fn a_wrong_secret_is_explained_and_not_shown() {
    let lab = Lab::new().await;
    let secrets = outlook_host::stores::MemorySecrets::with([(
        outlook_end_to_end::SECRET_NAME,
        outlook_emulator::demo::SECRET_ID.to_string(),
    )]);
    let stores = outlook_host::Stores::new().secrets(secrets);
    let host = lab.host.for_tenant(outlook_host::Tenant::new("lab", stores));
    let error = host.connect(&connection()).await.unwrap_err();
    let (case, detail) = case(&error);
    let detail = detail.unwrap();
    assert_eq!(
        (case, detail.service_code.as_deref()),
        ("permanent-unauthorized", Some("AADSTS7000215"))
    );
    assert_eq!(detail.causes[0].id, "secret-id-instead-of-value");
    assert!(!format!("{error:?}").contains(&outlook_emulator::demo::SECRET_ID.to_string()));
}
