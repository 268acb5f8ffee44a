//! A colleague in the same organization: another mailbox of the tenant, from which mail comes to the connector's.
//!
//! Extended properties travel with it, so that a colleague can write the connector's key and mark.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use outlook_emulator::{Emulator, InProcessResponse, demo};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const PROPERTY_SET: &str = "String {5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41} Name outlook-connector-";

/// What a colleague writes on a mail beside the idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ForeignMark {
    /// The key alone.
    None,
    /// The mark of another mail.
    OtherFingerprint,
    /// A mark of a later version of the connector.
    UnknownVersion,
    /// A mark with another algorithm.
    UnknownAlgorithm,
    /// The very mark that the connector writes, and the property that makes a draft ready.
    Copied,
}

impl ForeignMark {
    /// Every mark.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::OtherFingerprint,
        Self::UnknownVersion,
        Self::UnknownAlgorithm,
        Self::Copied,
    ];

    /// Whether it may be the mark of the mail that is sent, as far as this version can tell.
    pub fn may_be_the_same(self) -> bool {
        matches!(self, Self::UnknownVersion | Self::UnknownAlgorithm | Self::Copied)
    }

    fn text(self, own: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::OtherFingerprint => Some(format!("1 highway128 {0}{0} {0} {0}", "0".repeat(32))),
            Self::UnknownVersion => Some("2 x".to_owned()),
            Self::UnknownAlgorithm => Some(format!("1 sha512 {}", "0".repeat(128))),
            Self::Copied => Some(own.to_owned()),
        }
    }
}

/// Megan, who writes to the connector's mailbox.
pub struct Colleague<'e> {
    emulator: &'e Emulator,
    runtime: Runtime,
    token: String,
}

impl<'e> Colleague<'e> {
    /// Signs in.
    pub fn new(emulator: &'e Emulator) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime can be built");
        let mut colleague = Self {
            emulator,
            runtime,
            token: String::new(),
        };
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            demo::WIDE_CLIENT_ID,
            demo::SECRET_VALUE
        );
        let uri = format!(
            "https://login.microsoftonline.com/{}/oauth2/v2.0/token",
            demo::TENANT_ID
        );
        let (status, answer) = colleague.post(&uri, "application/x-www-form-urlencoded", form);
        assert_eq!(status, 200);
        colleague.token = answer["access_token"].as_str().expect("a token").to_owned();
        colleague
    }

    /// Sends a mail with this key to the connector's mailbox. `own` is the mark that the connector writes.
    pub fn send(&self, key: &str, mark: ForeignMark, own: &str) {
        let property = |name: &str, value: &str| json!({ "id": format!("{PROPERTY_SET}{name}"), "value": value });
        let mut properties = vec![property("key", key)];
        properties.extend(mark.text(own).map(|mark| property("send", &mark)));
        if mark == ForeignMark::Copied {
            properties.push(property("ready", "1"));
        }
        let connectors = json!({ "emailAddress": { "address": demo::MAILBOX } });
        let mail = json!({ "message": {
            "subject": "Lunch?",
            "body": { "contentType": "text", "content": "At noon?" },
            "toRecipients": [connectors],
            // Without effect: the service sets it.
            "sender": connectors,
            "singleValueExtendedProperties": properties,
        }});
        let uri = format!(
            "https://graph.microsoft.com/v1.0/users/{}/sendMail",
            demo::OTHER_MAILBOX
        );
        let (status, answer) = self.post(&uri, "application/json", mail.to_string());
        assert_eq!(status, 202, "{answer}");
    }

    /// Sends a MIME message.
    pub fn send_mime(&self, mime: &[u8]) {
        let uri = format!(
            "https://graph.microsoft.com/v1.0/users/{}/sendMail",
            demo::OTHER_MAILBOX
        );
        let (status, answer) = self.post(&uri, "text/plain", STANDARD.encode(mime));
        assert_eq!(status, 202, "{answer}");
    }

    fn post(&self, uri: &str, content_type: &str, body: String) -> (u16, Value) {
        let host = uri.split('/').nth(2).expect("a host");
        let request = http::Request::post(uri)
            .header("host", host)
            .header("content-type", content_type)
            .header("content-length", body.len())
            .header("authorization", format!("Bearer {}", self.token))
            .body(Bytes::from(body))
            .expect("a well-formed request");
        match self.runtime.block_on(self.emulator.respond(request)) {
            InProcessResponse::Response(answer) => {
                let body = serde_json::from_slice(answer.body()).unwrap_or_default();
                (answer.status().as_u16(), body)
            }
            closed => panic!("no answer: {closed:?}"),
        }
    }
}

/// Mails that the connector's mailbox sent.
pub fn sent_by_connector(emulator: &Emulator) -> usize {
    let delivered = emulator.delivered();
    delivered.iter().filter(|mail| mail.mailbox == demo::MAILBOX).count()
}

/// Mark of a message that the connector's mailbox sent.
pub fn own_mark(emulator: &Emulator) -> Option<String> {
    let items = emulator.mailbox_items(demo::MAILBOX);
    let properties = items.into_iter().flat_map(|item| item.extended_properties);
    let mark = format!("{}send", PROPERTY_SET.to_ascii_lowercase());
    properties
        .into_iter()
        .find(|(id, _)| id.to_ascii_lowercase() == mark)
        .map(|(_, value)| value)
}
