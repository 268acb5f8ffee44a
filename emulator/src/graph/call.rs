//! One request whose caller, right and mailbox are settled.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::error::GraphError;
use crate::response::BytesResponse;
use crate::state::State;
use crate::store::{Key, Moment};
use crate::world::cloud::Cloud;
use crate::world::mailbox::Mailbox;
use crate::world::{Tenant, World};

/// What every endpoint needs to know.
pub(super) struct Call<'a> {
    pub(super) state: &'a State,
    pub(super) world: &'a World,
    pub(super) tenant: &'a Tenant,
    pub(super) mailbox: &'a Mailbox,
    pub(super) cloud: Cloud,
    /// Client id of the caller.
    pub(super) app: Uuid,
    pub(super) headers: &'a HeaderMap,
    pub(super) query: Option<&'a str>,
    pub(super) body: &'a Bytes,
    pub(super) moment: Moment,
    /// Whether the caller may read all of a message, not only what `Mail.ReadBasic` shows.
    pub(super) reads_all: bool,
}

impl Call<'_> {
    /// Key of the mailbox in the store.
    pub(super) fn key(&self) -> Key {
        (self.tenant.id, self.mailbox.id)
    }

    /// Whether `Prefer: IdType="ImmutableId"` was sent.
    pub(super) fn prefers_immutable_ids(&self) -> bool {
        self.headers.get_all("prefer").iter().any(|value| {
            let preferences = value.to_str().unwrap_or_default().split([',', ';']);
            preferences.into_iter().any(|one| {
                let (name, value) = one.split_once('=').unwrap_or((one, ""));
                name.trim().eq_ignore_ascii_case("IdType")
                    && value.trim().trim_matches('"').eq_ignore_ascii_case("ImmutableId")
            })
        })
    }

    /// Tells the client that its preference was honoured.
    pub(super) fn preference_applied(&self, mut response: BytesResponse) -> BytesResponse {
        if self.prefers_immutable_ids() {
            let value = HeaderValue::from_static("IdType=\"ImmutableId\"");
            response.headers_mut().insert("preference-applied", value);
        }
        response
    }

    /// Content type without parameters, in lower case; empty when there is none.
    pub(super) fn content_type(&self) -> String {
        let full = self.full_content_type();
        full.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    pub(super) fn full_content_type(&self) -> &str {
        self.headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Reads a body that has to be a JSON object.
    pub(super) fn json(&self) -> Result<Map<String, Value>, GraphError> {
        match self.content_type().as_str() {
            "application/json" => match serde_json::from_slice(self.body) {
                Ok(Value::Object(body)) => Ok(body),
                _ => Err(GraphError::bad_request(
                    "BadRequest",
                    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid \
                     JSON format.",
                )),
            },
            "" => Err(GraphError::missing_content_type()),
            _ => Err(GraphError::unsupported_content_type(self.full_content_type())),
        }
    }

    /// `https://{host}/v1.0/{what}`, with `{what}` after the user.
    pub(super) fn url(&self, what: &str) -> String {
        let host = self.cloud.graph_host();
        format!("https://{host}/v1.0/users('{}'){what}", self.mailbox.id)
    }

    /// Value of `@odata.context`.
    pub(super) fn context(&self, what: &str) -> String {
        let user = percent_encoding::utf8_percent_encode(
            &self.mailbox.user_principal_name,
            percent_encoding::NON_ALPHANUMERIC,
        );
        format!(
            "https://{}/v1.0/$metadata#users('{user}'){what}",
            self.cloud.graph_host()
        )
    }
}
