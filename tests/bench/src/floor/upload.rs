//! A large file, by the service's documented requests one after the other.

use std::time::Instant;

use bytes::Bytes;
use outlook_connector::limits::UPLOAD_CHUNK_BYTES;
use outlook_end_to_end::sample;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::Floor;

impl Floor {
    /// Sends a mail with the file attached: a draft, an upload session, the pieces, and the send. Returns what the last request
    /// took, in milliseconds.
    ///
    /// # Panics
    /// When a request fails.
    pub async fn send_file(&self, mailbox: &str, file: &Bytes) -> u32 {
        let messages = format!("https://graph.microsoft.com/v1.0/users/{mailbox}/messages");
        let message = json!({
            "subject": sample::SUBJECT,
            "body": { "contentType": "html", "content": sample::html() },
            "toRecipients": [{ "emailAddress": { "address": sample::RECIPIENT, "name": sample::RECIPIENT_NAME } }],
        });
        let draft = self.post(&messages, &message).await;
        // An id is base64 for URLs; only its padding is special in a path.
        let id = draft["id"].as_str().expect("an id").replace('=', "%3D");
        let item = json!({
            "AttachmentItem": { "attachmentType": "file", "name": "report.bin", "size": file.len() },
        });
        let session = format!("{messages}/{id}/attachments/createUploadSession");
        let session = self.post(&session, &item).await;
        self.put(session["uploadUrl"].as_str().expect("an upload URL"), file)
            .await;
        let started = Instant::now();
        let send = self
            .client
            .post(format!("{messages}/{id}/send"))
            .bearer_auth(&self.token);
        accepted(send.header("content-length", 0)).await;
        u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX)
    }

    async fn put(&self, url: &str, file: &Bytes) {
        let total = file.len();
        let piece = usize::try_from(UPLOAD_CHUNK_BYTES).expect("a few MB");
        for start in (0..total).step_by(piece) {
            let end = (start + piece).min(total);
            let put = self
                .client
                .put(url)
                .header("content-type", "application/octet-stream")
                .header("content-range", format!("bytes {start}-{}/{total}", end - 1))
                .body(file.slice(start..end));
            accepted(put).await;
        }
    }

    async fn post(&self, url: &str, body: &Value) -> Value {
        let post = self.client.post(url).bearer_auth(&self.token).json(body);
        accepted(post).await.json().await.expect("JSON")
    }
}

async fn accepted(request: RequestBuilder) -> Response {
    let response = request.send().await.expect("a response");
    response.error_for_status().expect("success")
}
