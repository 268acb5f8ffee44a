//! The calls that are counted.

use outlook_emulator::demo;
use outlook_end_to_end::{SECRET_NAME, attachment, connection, options, sample};
use outlook_host::{
    Stores,
    sandbox::Allowed,
    stores::{MemoryAttachments, MemorySecrets},
    types::{Content, Mail, SendOptions, ServiceResponse, Setup, TestOptions},
};

use super::{Counts, sandbox::Sandbox, service::Service};

const KEY: &str = "order-4711";
const FILE_NAME: &str = "report";

/// From 3 MB up an attachment is uploaded. Five pieces of the length that the guest reads at once do not fill it evenly.
const FILE_BYTES: usize = 4_000_000;

const ACCESS_DENIED: &str =
    r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}"#;

/// Counts all of them.
pub(super) async fn measure_all() -> Counts {
    let counter = Counter::over(Sandbox::counting());
    let keyed = SendOptions {
        idempotency_key: Some(KEY.to_owned()),
        ..options()
    };
    let (small, with_file) = (sample::mail(), mail_with_file());
    let sent = Service::default();
    let counts = [
        // It signs in. The others find the token in the store.
        ("connect", counter.connect().await),
        ("send-mail", counter.send(&small, &options(), &Service::default()).await),
        ("send-mail-keyed", counter.send(&small, &keyed, &sent).await),
        (
            "send-mail-upload",
            counter.send(&with_file, &options(), &Service::default()).await,
        ),
        (
            "send-mail-keyed-upload",
            counter.send(&with_file, &keyed, &Service::default()).await,
        ),
        ("check-outcome", counter.check_outcome(&sent).await),
        ("test-connection", counter.test_connection().await),
        ("explain", counter.explain().await),
        ("setup-guide", counter.setup_guide().await),
        ("describe", counter.describe().await),
    ];
    counts.map(|(name, count)| (name.to_owned(), count)).into()
}

/// Sends small mails one after the other, for `perf` to watch.
pub(super) async fn send_for_a_profile() {
    const SENDS: u32 = 20_000;
    let counter = Counter::over(Sandbox::profiled());
    let (mail, options) = (sample::mail(), options());
    for _ in 0..SENDS {
        counter.send(&mail, &options, &Service::default()).await;
    }
}

fn mail_with_file() -> Mail {
    let Mail::Message(mut message) = sample::mail() else {
        unreachable!("the sample is a message");
    };
    message.attachments = vec![attachment("report.bin", Content::Stored(FILE_NAME.to_owned()))];
    Mail::Message(message)
}

struct Counter {
    sandbox: Sandbox,
    stores: Stores,
}

impl Counter {
    fn over(sandbox: Sandbox) -> Self {
        let stores = Stores::new()
            .secrets(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]))
            .attachments(MemoryAttachments::with([(FILE_NAME, sample::noise(FILE_BYTES))]));
        Self { sandbox, stores }
    }

    async fn connect(&self) -> u64 {
        let connection = connection();
        let names = Allowed::of_connection(&connection);
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, Service::default(), async |guest, store| {
                guest.call_connect(store, &connection).await
            })
            .await;
        result.expect("it signs in");
        fuel
    }

    async fn send(&self, mail: &Mail, options: &SendOptions, service: &Service) -> u64 {
        let connection = connection();
        let names = Allowed::of_connection(&connection).and_mail(mail);
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, service.clone(), async |guest, store| {
                guest.call_send_mail(store, &connection, mail, options).await
            })
            .await;
        let receipt = result.expect("accepted");
        assert!(!receipt.already_sent, "it was sent now");
        fuel
    }

    async fn check_outcome(&self, service: &Service) -> u64 {
        let connection = connection();
        let names = Allowed::of_connection(&connection);
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, service.clone(), async |guest, store| {
                guest.call_check_outcome(store, &connection, KEY).await
            })
            .await;
        let outcome = result.expect("an outcome");
        assert!(outcome.message_id.is_some(), "the mail is found: {}", outcome.summary);
        fuel
    }

    async fn test_connection(&self) -> u64 {
        let connection = connection();
        let names = Allowed::of_connection(&connection);
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, Service::default(), async |guest, store| {
                guest
                    .call_test_connection(store, &connection, TestOptions::default())
                    .await
            })
            .await;
        let report = result.expect("a report");
        assert!(!report.steps.is_empty());
        fuel
    }

    async fn explain(&self) -> u64 {
        let response = ServiceResponse {
            http_status: Some(403),
            body: ACCESS_DENIED.to_owned(),
            ..ServiceResponse::default()
        };
        let names = Allowed::default();
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, Service::default(), async |guest, store| {
                guest.call_explain(store, &response).await
            })
            .await;
        let explanation = result.expect("an explanation");
        assert!(!explanation.detail.causes.is_empty());
        fuel
    }

    async fn setup_guide(&self) -> u64 {
        let setup = Setup {
            tenant_id: Some(demo::TENANT_ID.to_string()),
            client_id: Some(demo::CLIENT_ID.to_string()),
            enterprise_object_id: Some(demo::SERVICE_PRINCIPAL_ID.to_string()),
            group_name: Some("Automation Senders".to_owned()),
            mailboxes: vec![demo::MAILBOX.to_owned()],
            ..Setup::default()
        };
        let names = Allowed::default();
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, Service::default(), async |guest, store| {
                guest.call_setup_guide(store, &setup).await
            })
            .await;
        result.expect("instructions");
        fuel
    }

    async fn describe(&self) -> u64 {
        let names = Allowed::default();
        let (fuel, result) = self
            .sandbox
            .fuel(&self.stores, names, Service::default(), async |guest, store| {
                guest.call_describe(store).await
            })
            .await;
        result.expect("a descriptor");
        fuel
    }
}
