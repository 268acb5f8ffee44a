//! A send with an idempotency key, in the words of the protocol: which requests are expected, in order, and what Graph answers.

use std::sync::LazyLock;

use outlook_connector::{
    contract::{Content, Error, Mail, Message, Receipt, SendOptions},
    http::Method,
};
use serde_json::{Value, json};

use crate::{
    GRAPH, connection, expect_token, message,
    script::{Answer, Script, Sent, answer},
    token_answer,
};

/// The extended properties of the connector: the GUID of its property set, percent-encoded, up to the name.
const PROPERTY: &str = "%27String%20%7B5c1f7a0e-3b62-4d0c-9a55-2f9c3a8e7d41%7D%20Name%20outlook-connector";

/// What is read of a message. `String 0x76` is PidTagReceivedByEmailAddress.
fn selected() -> String {
    format!(
        "$select=id,isDraft,parentFolderId,sentDateTime,internetMessageId,changeKey,sender&$expand=singleValueExtendedProperties(\
         %24filter%3Did%20eq%20{PROPERTY}-send%27%20or%20id%20eq%20{PROPERTY}-ready%27%20or%20id%20eq%20%27String%200x76%27)"
    )
}

/// A message of the mailbox as Graph shows it.
#[derive(Clone)]
pub struct Shown(Value);

/// A draft with the mark of the least message, not yet ready.
pub fn draft(id: &str) -> Shown {
    let shown = Shown(json!({
        "sender": null, "@odata.etag": format!("W/\"{id}-1\""), "id": id, "isDraft": true, "parentFolderId": "drafts",
        "sentDateTime": "2026-11-23T00:01:00Z", "internetMessageId": format!("<{id}@contoso.com>"),
        "singleValueExtendedProperties": [],
    }));
    shown.marked(&KNOWN_MARK)
}

/// A message that this mailbox sent: ready, and in Sent Items.
pub fn sent(id: &str) -> Shown {
    let mut shown = draft(id).ready().in_folder("sent").by("References@contoso.com");
    shown.0["isDraft"] = json!(false);
    shown
}

/// A message that another mailbox sent to this one, with that mark.
pub fn received(id: &str, mark: &str) -> Shown {
    let received_by = json!({ "id": "String 0x76", "value": "references@contoso.com" });
    let shown = sent(id).marked(mark).in_folder("inbox").by("megan@contoso.com");
    shown.with_property(received_by)
}

impl Shown {
    fn with_property(mut self, property: Value) -> Self {
        let properties = self.0["singleValueExtendedProperties"].as_array_mut().unwrap();
        properties.retain(|own| own["id"] != property["id"]);
        properties.push(property);
        self
    }

    fn with_own_property(self, name: &str, value: &str) -> Self {
        // Graph returns the GUID in other letters than it was asked for.
        let id = format!("String {{5C1F7A0E-3b62-4d0c-9a55-2f9c3a8e7d41}} Name outlook-connector-{name}");
        self.with_property(json!({ "id": id, "value": value }))
    }

    pub fn marked(self, mark: &str) -> Self {
        self.with_own_property("send", mark)
    }

    pub fn unmarked(mut self) -> Self {
        let properties = self.0["singleValueExtendedProperties"].as_array_mut().unwrap();
        properties.retain(|own| !own["id"].as_str().unwrap().ends_with("outlook-connector-send"));
        self
    }

    pub fn ready(self) -> Self {
        self.with_own_property("ready", "1")
    }

    pub fn withdrawn(self) -> Self {
        self.with_own_property("ready", "withdrawn")
    }

    pub fn without_version(mut self) -> Self {
        self.0.as_object_mut().unwrap().remove("@odata.etag");
        self
    }

    pub fn body(&self) -> String {
        self.0.to_string()
    }

    pub fn in_folder(mut self, id: &str) -> Self {
        self.0["parentFolderId"] = json!(id);
        self
    }

    pub fn by(mut self, address: &str) -> Self {
        self.0["sender"] = json!({ "emailAddress": { "name": "References", "address": address } });
        self
    }
}

/// A send with the key `run-1`.
pub struct KeyedSend {
    pub host: Script,
}

impl KeyedSend {
    /// Expects the sign-in.
    pub fn new() -> Self {
        let host = Script::new();
        expect_token(&host, token_answer(3599));
        Self { host }
    }

    fn expect(&self, method: Method, resource: &str, answer: Answer) -> &Self {
        let path = format!("/v1.0/users/references%40contoso.com/{resource}");
        self.host.expect(method, GRAPH, &path, answer);
        self
    }

    /// Looks for messages of the key.
    pub fn finds(&self, messages: impl IntoIterator<Item = Shown>) -> &Self {
        let list: Vec<Value> = messages.into_iter().map(|message| message.0).collect();
        self.looks(answer(200, json!({ "value": list }).to_string()))
    }

    /// Looks for messages of the key, with any answer.
    pub fn looks(&self, answer: Answer) -> &Self {
        let filter = format!(
            "singleValueExtendedProperties%2FAny%28ep%3A%20ep%2Fid%20eq%20{PROPERTY}-key%27%20and%20ep%2Fvalue%20eq%20%27run-1%27%29"
        );
        let resource = format!("messages?$filter={filter}&{}&$top=50", selected());
        self.expect(Method::Get, &resource, answer)
    }

    /// Looks for messages with a Message-ID, without its angle brackets.
    pub fn finds_message_id(&self, id: &str, messages: impl IntoIterator<Item = Shown>) -> &Self {
        let list: Vec<Value> = messages.into_iter().map(|message| message.0).collect();
        let filter = format!("internetMessageId%20eq%20%27%3C{}%3E%27", id.replace('@', "%40"));
        let resource = format!("messages?$filter={filter}&{}&$top=50", selected());
        let found = answer(200, json!({ "value": list }).to_string());
        self.expect(Method::Get, &resource, found)
    }

    /// Reads one message.
    pub fn reads(&self, message: Shown) -> &Self {
        let resource = format!("messages/{}?{}", message.0["id"].as_str().unwrap(), selected());
        self.expect(Method::Get, &resource, answer(200, message.0.to_string()))
    }

    pub fn creates(&self, id: &str) -> &Self {
        let created = draft(id).unmarked().0.to_string();
        self.creates_with(answer(201, created))
    }

    pub fn creates_with(&self, answer: Answer) -> &Self {
        self.expect(Method::Post, "messages", answer)
    }

    /// Marks the draft as ready.
    pub fn claims(&self, id: &str) -> &Self {
        let claimed = draft(id).unmarked().ready().0.to_string();
        self.claims_with(id, answer(200, claimed))
    }

    /// Takes back that the draft is ready.
    pub fn withdraws(&self, id: &str) -> &Self {
        let withdrawn = draft(id).unmarked().withdrawn().0.to_string();
        self.claims_with(id, answer(200, withdrawn))
    }

    pub fn claims_with(&self, id: &str, answer: Answer) -> &Self {
        self.expect(Method::Patch, &format!("messages/{id}"), answer)
    }

    pub fn sends(&self, id: &str) -> &Self {
        self.sends_with(id, answer(202, ""))
    }

    pub fn sends_with(&self, id: &str, answer: Answer) -> &Self {
        self.expect(Method::Post, &format!("messages/{id}/send"), answer)
    }

    pub fn deletes(&self, id: &str) -> &Self {
        self.deletes_with(id, answer(204, ""))
    }

    pub fn deletes_with(&self, id: &str, answer: Answer) -> &Self {
        self.expect(Method::Delete, &format!("messages/{id}"), answer)
    }

    /// Asks for the id of Drafts.
    pub fn asks_for_drafts(&self) -> &Self {
        self.expect(
            Method::Get,
            "mailFolders/drafts?$select=id",
            answer(200, r#"{"id":"drafts"}"#),
        )
    }

    /// Asks for the id of Sent Items.
    pub fn asks_for_sent_items(&self) -> &Self {
        self.expect(
            Method::Get,
            "mailFolders/sentitems?$select=id",
            answer(200, r#"{"id":"sent"}"#),
        )
    }

    /// Sends the least message.
    pub fn run(&self) -> Result<Receipt, Error> {
        self.run_with(message())
    }

    pub fn run_with(&self, message: Message) -> Result<Receipt, Error> {
        self.send(Mail::Message(message))
    }

    pub fn run_mime(&self, mime: &[u8]) -> Result<Receipt, Error> {
        self.send(Mail::Mime(Content::Bytes(mime.to_vec())))
    }

    fn send(&self, mail: Mail) -> Result<Receipt, Error> {
        let options = SendOptions {
            idempotency_key: Some("run-1".to_owned()),
            ..SendOptions::default()
        };
        outlook_connector::send_mail(&self.host, &connection(), mail, &options)
    }
}

/// The mark of the least message, taken from a run that ends before it sends.
pub static KNOWN_MARK: LazyLock<String> = LazyLock::new(|| {
    let send = KeyedSend::new();
    let refused = answer(403, r#"{"error":{"code":"ErrorAccessDenied","message":"m"}}"#);
    send.creates_with(refused).finds([]);
    send.run().unwrap_err();
    mark(&send.host.finish()[1])
});

/// The mark that the connector writes on the draft that this request creates.
fn mark(request: &Sent) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let properties = body["singleValueExtendedProperties"].as_array().unwrap();
    let of = |name: &str| properties.iter().find(|p| p["id"].as_str().unwrap().ends_with(name));
    assert_eq!(of("outlook-connector-key").unwrap()["value"], "run-1");
    of("outlook-connector-send").unwrap()["value"]
        .as_str()
        .unwrap()
        .to_owned()
}
