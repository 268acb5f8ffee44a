//! Changes to drafts, and sending them.

use serde::Serialize;
use serde_json::Value;

use super::{
    client::{Graph, json},
    extended_properties::Property,
    messages::{Message, message_of, message_path},
    request::GraphRequest,
};
use crate::{failure::Result, http::body::Body, step::Step};

fn patch(id: &str, properties: &[Property]) -> GraphRequest {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Patch<'p> {
        single_value_extended_properties: &'p [Property],
    }
    // A structure of strings always serializes. If it ever did not, Graph would refuse the empty body.
    let body = serde_json::to_vec(&Patch {
        single_value_extended_properties: properties,
    });
    GraphRequest::new(Step::SetProperties, message_path(id))
        .with_body("application/json", body.unwrap_or_default().into())
        .with_immutable_ids()
}

fn send_request(id: &str) -> GraphRequest {
    GraphRequest::new(Step::SendDraft, format!("{}/send", message_path(id))).with_immutable_ids()
}

impl Graph<'_, '_> {
    /// Creates a draft.
    ///
    /// # Errors
    /// As [`Graph::send`]. After an unclear failure there may be a draft.
    pub fn create_draft(&mut self, media_type: &'static str, body: Body) -> Result<Message> {
        let request = GraphRequest::new(Step::CreateDraft, "messages").with_body(media_type, body);
        self.send_and_read(request.with_immutable_ids(), message_of)
    }

    /// Sets extended properties of a draft. Returns its new version.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn set_properties(&mut self, id: &str, properties: &[Property]) -> Result<Message> {
        self.send_and_read(patch(id, properties), message_of)
    }

    /// Sets extended properties of a draft that has not changed since it was read. Returns `None` if it has changed or is gone, and
    /// if its version is unknown: nothing is requested then.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn set_properties_if_unchanged(&mut self, draft: &Message, properties: &[Property]) -> Result<Option<Message>> {
        let Some(etag) = &draft.etag else { return Ok(None) };
        let request = patch(&draft.id, properties).handling(&[404, 412]);
        self.send_and_read(
            request.with_header("if-match", etag.clone()),
            |response| match response.status {
                404 | 412 => Some(None),
                _ => message_of(response).map(Some),
            },
        )
    }

    /// Deletes a draft that has not changed since it was read. Returns false if it has changed, as it does when it is sent, if it is
    /// not found, and if its version is unknown: nothing is requested then. A wrong 404 that counted as deleted would lead to a
    /// second mail.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn delete_if_unchanged(&mut self, draft: &Message) -> Result<bool> {
        let Some(etag) = &draft.etag else { return Ok(false) };
        let request = GraphRequest::new(Step::DeleteDraft, message_path(&draft.id)).handling(&[404, 412]);
        Ok(self.send(request.with_header("if-match", etag.clone()).with_immutable_ids())? == 204)
    }

    /// Deletes a draft, whatever its version is. Returns false if it is not found.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn delete_draft(&mut self, id: &str) -> Result<bool> {
        let request = GraphRequest::new(Step::DeleteDraft, message_path(id)).handling(&[404]);
        Ok(self.send(request.with_immutable_ids())? == 204)
    }

    /// Returns the number of attachments of a draft.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub fn count_attachments(&mut self, id: &str) -> Result<usize> {
        let resource = format!("{}/attachments?$select=id", message_path(id));
        let request = GraphRequest::new(Step::ListAttachments, resource).with_immutable_ids();
        self.send_and_read(request, |response| {
            json(response)?.get("value").and_then(Value::as_array).map(Vec::len)
        })
    }

    /// Adds an attachment of less than 3 MB to a draft.
    ///
    /// # Errors
    /// As [`Graph::send`]. After an unclear failure it may have been added.
    pub fn add_attachment(&mut self, id: &str, body: Body) -> Result<()> {
        let resource = format!("{}/attachments", message_path(id));
        let request = GraphRequest::new(Step::AddAttachment, resource).with_body("application/json", body);
        self.send(request.with_immutable_ids()).map(|_| ())
    }

    /// Sends a draft. Returns when Graph has accepted it.
    ///
    /// # Errors
    /// As [`Graph::send`]. `permanent-outcome-unknown` means that it may have been sent.
    pub fn send_draft(&mut self, id: &str) -> Result<()> {
        self.send(send_request(id)).map(|_| ())
    }

    /// Sends a draft that other runs may change. After throttling the caller looks at it before it repeats the request.
    ///
    /// # Errors
    /// As [`Self::send_draft`].
    pub fn send_shared_draft(&mut self, id: &str) -> Result<()> {
        self.send(send_request(id).without_repeats()).map(|_| ())
    }
}
