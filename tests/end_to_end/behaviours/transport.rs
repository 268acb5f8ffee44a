//! The way out: nothing listening, and requests as the service wants them.

use std::sync::Arc;

use outlook_emulator::{Operation, demo};
use outlook_end_to_end::{Lab, SECRET_NAME, connection, host_routed_to, message, told};
use outlook_host::{
    stores::MemorySecrets,
    types::{Mail, StepStatus},
};

fn secrets() -> Arc<MemorySecrets> {
    Arc::new(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]))
}

#[tokio::test]
async fn nothing_listening_is_transient_and_nothing_was_sent() {
    // Bound and dropped: nobody else gets this port meanwhile.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let host = host_routed_to(&format!("http://{free}"), None, &secrets());
    let answer = host.send_mail(&connection(), &Mail::Message(message())).await;
    assert_eq!(told(answer), ("transient", "unreachable".to_owned()));
    let report = host.test_connection(&connection()).await.unwrap();
    let statuses: Vec<StepStatus> = report.steps.iter().map(|step| step.status).collect();
    assert_eq!(
        statuses,
        [
            StepStatus::Ok,
            StepStatus::Fail,
            StepStatus::Skip,
            StepStatus::Skip,
            StepStatus::Skip
        ]
    );
}

#[tokio::test]
async fn requests_carry_what_the_service_asks_for() {
    let lab = Lab::new().await;
    lab.send(message()).await.unwrap();
    let requests = lab.emulator.requests();
    let token = requests.iter().find(|r| r.operation == Operation::Token).unwrap();
    assert_eq!(token.host, "login.microsoftonline.com");
    assert!(
        token.header("content-length").is_some() && token.header("transfer-encoding").is_none(),
        "{token:?}"
    );
    let send = requests.iter().find(|r| r.operation == Operation::SendMail).unwrap();
    assert_eq!(send.host, "graph.microsoft.com");
    assert_eq!(
        send.header("content-length"),
        Some(send.body_length.to_string().as_str())
    );
    assert_eq!(send.header("authorization"), Some("Bearer [redacted]"));
    assert_ne!(send.header("client-request-id"), token.header("client-request-id"));
    assert_eq!(send.header("return-client-request-id"), Some("true"));
    let hosts = send.headers.iter().filter(|(name, _)| name == "host").count();
    assert_eq!(hosts, 1);
}
