//! A new connector and new tenants while the service runs.

use outlook_emulator::{Effect, Emulator, EmulatorOptions, World};
use tokio::io::AsyncReadExt;

use crate::lab::{Lab, OTHER_TOKEN, TOKEN, connector, mail, tenant};

#[tokio::test(flavor = "multi_thread")]
async fn calls_end_with_what_they_began_with() {
    let lab = Lab::new().await;
    let mut stream = lab.hanging_send(Effect::DelayResponse { millis: 1_000 }).await;

    // The new connector leads to another emulator, and the second tenant is gone.
    let second = Emulator::start(World::demo(), EmulatorOptions::on_free_ports())
        .await
        .unwrap();
    let tenants = vec![tenant("first", TOKEN, &lab.dir().join("first"))];
    let replaced = lab.service.replace(connector(&second).await, tenants).await;
    replaced.unwrap();
    lab.post("/v1/send-mail", &mail()).await.result();
    assert_eq!(second.delivered().len(), 1);
    lab.call("GET", "/v1/secrets", OTHER_TOKEN, &[], b"").await.problem(401);

    let mut read = String::new();
    stream.read_to_string(&mut read).await.unwrap();
    assert!(read.starts_with("HTTP/1.1 200"), "{read}");
    assert_eq!((lab.emulator.delivered().len(), second.delivered().len()), (1, 1));
}
