//! Graph's message resource, as far as it shapes the mail. The schema has been checked before.

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    pub(crate) subject: Option<String>,
    pub(crate) body: Option<Body>,
    pub(crate) from: Option<Recipient>,
    pub(crate) to_recipients: Option<Vec<Recipient>>,
    pub(crate) cc_recipients: Option<Vec<Recipient>>,
    pub(crate) bcc_recipients: Option<Vec<Recipient>>,
    pub(crate) reply_to: Option<Vec<Recipient>>,
    pub(crate) importance: Option<String>,
    pub(crate) is_read_receipt_requested: Option<bool>,
    pub(crate) is_delivery_receipt_requested: Option<bool>,
    pub(crate) internet_message_headers: Option<Vec<OneHeader>>,
    pub(crate) flag: Option<Flag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body {
    pub(crate) content_type: Option<String>,
    pub(crate) content: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Recipient {
    pub(crate) email_address: Option<EmailAddress>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct EmailAddress {
    pub(crate) address: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OneHeader {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Flag {
    pub(crate) due_date_time: Option<Value>,
    pub(crate) start_date_time: Option<Value>,
}

impl Message {
    /// Addresses in To, Cc and Bcc, in that order; an absent one counts as empty.
    pub(crate) fn recipients(&self) -> impl Iterator<Item = &str> {
        [&self.to_recipients, &self.cc_recipients, &self.bcc_recipients]
            .into_iter()
            .flatten()
            .flatten()
            .map(Recipient::address)
    }

    pub(crate) fn author_address(&self) -> Option<&str> {
        self.from
            .as_ref()
            .map(Recipient::address)
            .filter(|address| !address.is_empty())
    }
}

impl Recipient {
    pub(crate) fn address(&self) -> &str {
        self.email_address
            .as_ref()
            .and_then(|email| email.address.as_deref())
            .unwrap_or_default()
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.email_address
            .as_ref()?
            .name
            .as_deref()
            .filter(|name| !name.is_empty())
    }
}
