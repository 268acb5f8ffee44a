//! The floor: a sender as a user would write it by hand, with reqwest and `serde_json`. It keeps its client, its connection and
//! its token. It checks the status of a response and nothing else.

mod upload;

use std::net::SocketAddr;

use base64::{Engine, prelude::BASE64_STANDARD};
use outlook_emulator::demo;
use outlook_end_to_end::{connection, sample};
use reqwest::{Certificate, Client, StatusCode};
use serde_json::{Value, json};

/// A client that is signed in. Clones share the connection.
#[derive(Clone)]
pub struct Floor {
    client: Client,
    token: String,
}

/// Where the requests go: an address on loopback, and the CA of its certificate.
#[derive(Clone)]
pub struct Target {
    /// The address of every Microsoft host.
    pub address: SocketAddr,
    /// The CA's certificate in PEM.
    pub ca_pem: String,
}

impl Target {
    /// Reads address and CA from the program's arguments.
    ///
    /// # Panics
    /// When they are others.
    #[must_use]
    pub fn from_arguments() -> Self {
        let [address, ca_pem] = std::env::args()
            .skip(1)
            .collect::<Vec<_>>()
            .try_into()
            .expect("two arguments");
        let address: String = address;
        Self {
            address: address.parse().expect("an address"),
            ca_pem,
        }
    }
}

impl Floor {
    /// Makes the client and signs in. It trusts the system's certificates and the target's CA.
    ///
    /// # Panics
    /// When the server does not respond with a token.
    pub async fn sign_in(target: &Target) -> Self {
        // Fails if there is one already, which then is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let ca = Certificate::from_pem(target.ca_pem.as_bytes()).expect("a certificate");
        let client = Client::builder()
            .tls_certs_merge([ca])
            .resolve("login.microsoftonline.com", target.address)
            .resolve("graph.microsoft.com", target.address)
            .resolve("outlook.office.com", target.address)
            .resolve("outlook.office365.com", target.address)
            .build()
            .expect("a client");
        let connection = connection();
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            connection.client_id,
            demo::SECRET_VALUE,
        );
        let response = client
            .post(format!(
                "https://login.microsoftonline.com/{}/oauth2/v2.0/token",
                connection.tenant_id
            ))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .expect("a response");
        let response: Value = response.json().await.expect("JSON");
        let token = response["access_token"].as_str().expect("a token").to_owned();
        Self { client, token }
    }

    /// Sends the mail from a mailbox.
    ///
    /// # Panics
    /// When it is not accepted.
    pub async fn send(&self, mailbox: &str, html: &str, file: &[u8]) {
        let body = json!({
            "message": {
                "subject": sample::SUBJECT,
                "body": { "contentType": "html", "content": html },
                "toRecipients": [{ "emailAddress": { "address": sample::RECIPIENT, "name": sample::RECIPIENT_NAME } }],
                "attachments": [{
                    "@odata.type": "#microsoft.graph.fileAttachment",
                    "name": sample::FILE_NAME,
                    "contentType": sample::FILE_TYPE,
                    "contentBytes": BASE64_STANDARD.encode(file),
                }],
            },
            "saveToSentItems": true,
        });
        let response = self
            .client
            .post(format!("https://graph.microsoft.com/v1.0/users/{mailbox}/sendMail"))
            .bearer_auth(&self.token)
            .json(&body)
            .send()
            .await
            .expect("a response");
        assert_eq!(response.status(), StatusCode::ACCEPTED);
    }
}
