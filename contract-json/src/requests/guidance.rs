//! What `explain` and `setup-guide` are given. Every field may be left out.

use super::{Connection, Header};
use crate::record::requests;

requests! {
    /// A response of Microsoft to explain.
    #[derive(Default)]
    ServiceResponse {
        /// Service that sent it: `token` for Entra's token endpoint, `graph` for Microsoft Graph. Absent means that the connector finds
        /// out from the response.
        service: Option<String>,
        /// HTTP status.
        http_status: Option<u16>,
        /// Headers that are known.
        #[serde(default)]
        headers: Vec<Header>,
        /// The response as it is at hand: a body, a whole response, a line of a log, the text of an exception.
        #[serde(default)]
        body: String,
        /// Name of the step that made the request, such as `send-mail`.
        step: Option<String>,
        /// `roles` of the access token. An empty list means that the token has none.
        roles: Option<Vec<String>>,
        /// The connection that made the request. Its values are filled into the checks and fixes.
        connection: Option<Connection>,
        /// Output of the checks of earlier causes.
        findings: Option<String>,
    }

    /// What to set up: one app, and the mailboxes that it may send from. A value that is absent is not known yet.
    #[derive(Default)]
    Setup {
        /// Microsoft cloud, as in a connection.
        cloud: Option<String>,
        /// Directory (tenant) ID.
        tenant_id: Option<String>,
        /// Application (client) ID.
        client_id: Option<String>,
        /// Object ID of the enterprise application.
        enterprise_object_id: Option<String>,
        /// Name of the app in Exchange. Absent means the group's name.
        app_name: Option<String>,
        /// Name of the mail-enabled security group of the mailboxes.
        group_name: Option<String>,
        /// Primary addresses of the mailboxes that the app may send from.
        #[serde(default)]
        mailboxes: Vec<String>,
        /// Primary address of a mailbox that the app must not reach.
        out_of_scope_mailbox: Option<String>,
        /// How the app signs in: `client-secret`, `certificate` or `federated-assertion`. Absent means `client-secret`.
        sign_in: Option<String>,
        /// True gives the app Mail.ReadWrite as well, which idempotency keys and attachments from 3 MB up need.
        #[serde(default)]
        needs_drafts: bool,
        /// Whether the tenant has consented to mail permissions in Entra. Absent means not known.
        tenant_wide_consent: Option<bool>,
        /// The federated identity credential to add.
        federated_credential: Option<FederatedCredential>,
    }

    /// A federated identity credential of an app.
    FederatedCredential {
        /// The token's `iss`: URL of the identity provider.
        issuer: String,
        /// The token's `sub`: the workload that the token was issued to.
        subject: String,
        /// The token's `aud`, such as `api://AzureADTokenExchange`.
        audience: String,
    }
}
