//! The world that is played: tenants with their apps and mailboxes, as plain data that a scenario file can hold.

pub mod application;
pub mod cloud;
pub mod credentials;
pub mod demo;
pub mod exchange;
pub(crate) mod filter;
pub mod mailbox;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::fault::Fault;
use application::Application;
use cloud::{Cloud, UploadHost};
use credentials::IdentityProvider;
use exchange::{ClientAccess, ManagementScope, Organization, RightsCache};
use mailbox::{Group, Mailbox};

/// Everything that the emulator knows. Changed while it runs with [`crate::Emulator::update`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct World {
    /// The tenants of all clouds.
    pub tenants: Vec<Tenant>,
    /// Identity providers whose tokens apps may present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity_providers: Vec<IdentityProvider>,
    /// Whether Entra takes client assertions with RS256 alone, as some authorities did (MSAL for .NET, issue 4690).
    #[serde(default)]
    pub rs256_only: bool,
    /// Time at which the emulator's clock starts. Absent means the machine's time.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub start_at: Option<OffsetDateTime>,
    /// `expires_in` of new tokens, in seconds. Absent means random, 3599 to 5399, as Entra documents its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_lifetime_seconds: Option<u32>,
    /// Token requests that one app may make in one minute before it gets a 429. Absent means no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_requests_per_minute: Option<u32>,
    /// Whether a fifth concurrent request of one app on one mailbox gets a 429.
    #[serde(default = "yes")]
    pub enforce_mailbox_concurrency: bool,
    /// Whether more than 10,000 requests of one app to one mailbox within ten minutes get a 429. Off by default: benches and soaks
    /// send more than the service takes.
    #[serde(default)]
    pub enforce_request_rate: bool,
    /// Whether a mailbox delivers 30 mails a minute and the others later, and bounces mails beyond 10,000 recipients a day. Both happen
    /// after the 202. Off by default, as the rate of requests.
    #[serde(default)]
    pub enforce_sending_limits: bool,
    /// How long an Exchange role assignment takes to work, counted from its `assignedAt`. The service takes 30 minutes to 2 hours.
    #[serde(default)]
    pub exchange_propagation_seconds: u32,
    /// How Exchange keeps what it knew of an app's rights. Absent: it sees changes at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange_rights_cache: Option<RightsCache>,
    /// Whether Graph looks for the mailbox before it looks at permissions. The order is not documented.
    #[serde(default)]
    pub mailbox_before_permission: bool,
    /// How far the clock of the services is ahead of the emulator's, which the client goes by, in seconds. It shows in `Date`.
    #[serde(default)]
    pub clock_skew_seconds: i32,
    /// How far Entra's clock is ahead of Graph's, in seconds: beyond 300, Graph takes its tokens for not yet valid.
    #[serde(default)]
    pub token_skew_seconds: i32,
    /// How long a message is in transit after it was accepted, in milliseconds of the emulator's clock. Meanwhile it looks like a
    /// draft.
    #[serde(default)]
    pub submission_millis: u64,
    /// How far a listing with `$filter` lags behind, in milliseconds of the emulator's clock. Must be set before the changes
    /// that shall be seen late.
    #[serde(default)]
    pub listing_lag_millis: u64,
    /// Whether a deleted message goes to the recoverable items, out of sight, instead of Deleted Items.
    #[serde(default)]
    pub delete_is_soft: bool,
    /// What the `size` of an attachment is larger than its file: the service counts what the attachment takes in its store
    /// (PidTagAttachSize).
    #[serde(default = "default_attachment_overhead")]
    pub attachment_size_overhead: u64,
    /// Host of the upload URLs in the global cloud.
    #[serde(default)]
    pub upload_host: UploadHost,
    /// Smallest file, in bytes, for which an upload session can be opened. The documentation says "3 MB" and not which. Somebody
    /// measured 2,097,152 in 2020 (msgraph-sdk-java#52). The default is the smaller reading of the documentation: with the larger
    /// one, files of 3,145,6xx to 3,145,727 bytes would fit neither a session nor a request.
    #[serde(default = "default_upload_session_minimum")]
    pub upload_session_minimum_bytes: usize,
    /// Whether a message of more than 2,240 KB in MIME gets a 200 and is neither sent nor stored, as reported in 2021
    /// (microsoft-graph-docs-contrib#3079). Otherwise MIME has no limit but that of a request.
    #[serde(default = "yes")]
    pub large_mime_is_dropped: bool,
    /// How long an upload session lives, in seconds of the emulator's clock.
    #[serde(default = "default_upload_session_seconds")]
    pub upload_session_seconds: u32,
    /// Whether each piece lets the upload session live on for that long again. The documentation contradicts itself.
    #[serde(default)]
    pub upload_session_extends: bool,
    /// Whether `GET` on an upload URL tells how far the upload is; otherwise it gets a 405.
    #[serde(default)]
    pub upload_status_readable: bool,
    /// Whether more than 150 MB of attachments per app and mailbox within five minutes get a 429.
    #[serde(default = "yes")]
    pub enforce_upload_rate: bool,
    /// Faults to play from the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

impl World {
    /// Returns a world with these tenants and everything else at its default.
    pub fn new(tenants: Vec<Tenant>) -> Self {
        Self {
            tenants,
            identity_providers: Vec::new(),
            rs256_only: false,
            start_at: None,
            token_lifetime_seconds: None,
            token_requests_per_minute: None,
            enforce_mailbox_concurrency: true,
            enforce_request_rate: false,
            enforce_sending_limits: false,
            exchange_propagation_seconds: 0,
            exchange_rights_cache: None,
            mailbox_before_permission: false,
            clock_skew_seconds: 0,
            token_skew_seconds: 0,
            submission_millis: 0,
            listing_lag_millis: 0,
            delete_is_soft: false,
            attachment_size_overhead: default_attachment_overhead(),
            upload_host: UploadHost::default(),
            upload_session_minimum_bytes: default_upload_session_minimum(),
            large_mime_is_dropped: true,
            upload_session_seconds: default_upload_session_seconds(),
            upload_session_extends: false,
            upload_status_readable: false,
            enforce_upload_rate: true,
            faults: Vec::new(),
        }
    }

    /// Returns the world of the demo. Its fixed ids stand in [`demo`].
    pub fn demo() -> Self {
        demo::world()
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    /// Names the field and the line of what is not as the README describes it.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Makes sure that `address` is a mailbox of the first tenant and a direct member of all its groups, so that apps scoped
    /// to one of them reach it. An existing mailbox only joins the groups.
    pub fn add_mailbox(&mut self, address: &str) {
        let Some(tenant) = self.tenants.first_mut() else { return };
        if tenant.mailbox(address).is_none() {
            let name = address.split('@').next().unwrap_or(address);
            tenant.mailboxes.push(Mailbox::user(address, name));
        }
        for group in &mut tenant.groups {
            if !group.has_member(address) {
                group.members.push(address.to_owned());
            }
        }
    }

    /// Finds a tenant by its id or one of its domains.
    pub fn tenant(&self, id_or_domain: &str) -> Option<&Tenant> {
        match Uuid::try_parse(id_or_domain) {
            Ok(id) => self.tenants.iter().find(|tenant| tenant.id == id),
            Err(_) => self.tenants.iter().find(|tenant| tenant.owns_domain(id_or_domain)),
        }
    }

    /// Finds a tenant by its id or one of its domains, to change it.
    pub fn tenant_mut(&mut self, id_or_domain: &str) -> Option<&mut Tenant> {
        let id = self.tenant(id_or_domain)?.id;
        self.tenants.iter_mut().find(|tenant| tenant.id == id)
    }

    /// Finds an app by its client id in any tenant, to change it.
    pub fn application_mut(&mut self, client_id: Uuid) -> Option<&mut Application> {
        self.tenants
            .iter_mut()
            .flat_map(|tenant| &mut tenant.applications)
            .find(|app| app.client_id == client_id)
    }
}

/// A Microsoft Entra tenant with its Exchange Online organization.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tenant {
    /// Directory (tenant) ID.
    pub id: Uuid,
    /// Verified domains, the `onmicrosoft.com` one included.
    pub domains: Vec<String>,
    /// Cloud in which the tenant lives.
    #[serde(default)]
    pub cloud: Cloud,
    /// Apps that are registered or present here.
    #[serde(default)]
    pub applications: Vec<Application>,
    /// Users and other recipients.
    #[serde(default)]
    pub mailboxes: Vec<Mailbox>,
    /// Groups with an address.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Management scopes of Exchange.
    #[serde(default)]
    pub management_scopes: Vec<ManagementScope>,
    /// Which programs may use EWS and REST in the organization.
    #[serde(default)]
    pub client_access: ClientAccess,
    /// What else the organization is.
    #[serde(default)]
    pub exchange_organization: Organization,
}

impl Tenant {
    pub(crate) fn owns_domain(&self, domain: &str) -> bool {
        self.domains.iter().any(|own| own.eq_ignore_ascii_case(domain))
    }

    pub(crate) fn application(&self, client_id: &str) -> Option<&Application> {
        let id = Uuid::try_parse(client_id).ok()?;
        self.applications.iter().find(|app| app.client_id == id)
    }

    /// Finds a mailbox as Graph addresses users: by object id, user principal name or primary address. Aliases do not count.
    pub fn mailbox(&self, user_id: &str) -> Option<&Mailbox> {
        self.mailboxes.iter().find(|mailbox| mailbox.is_addressed_by(user_id))
    }

    /// Finds a mailbox as [`Tenant::mailbox`] does, to change it.
    pub fn mailbox_mut(&mut self, user_id: &str) -> Option<&mut Mailbox> {
        self.mailboxes
            .iter_mut()
            .find(|mailbox| mailbox.is_addressed_by(user_id))
    }

    /// Finds who receives mail under an address: here aliases count.
    pub(crate) fn receiver(&self, address: &str) -> Option<&Mailbox> {
        self.mailboxes.iter().find(|mailbox| mailbox.receives(address))
    }

    /// The organization's name in Exchange: its `onmicrosoft.com` domain.
    pub(crate) fn organization(&self) -> String {
        let initial = self
            .domains
            .iter()
            .find(|domain| domain.to_ascii_lowercase().ends_with(".onmicrosoft.com"));
        let any = initial.or(self.domains.first()).cloned();
        any.unwrap_or_else(|| self.id.to_string())
    }

    /// Distinguished name of one of the groups.
    pub fn distinguished_name(&self, group: &Group) -> String {
        group.distinguished_name.clone().unwrap_or_else(|| {
            format!(
                "CN={},OU={},OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM",
                group.name(),
                self.organization()
            )
        })
    }

    /// Distinguished name of one of the users.
    pub(crate) fn distinguished_name_of(&self, user: &Mailbox) -> String {
        format!(
            "CN={},OU={},OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM",
            user.id,
            self.organization()
        )
    }

    pub(crate) fn management_scope(&self, name: &str) -> Option<&ManagementScope> {
        self.management_scopes
            .iter()
            .find(|scope| scope.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn group(&self, address: &str) -> Option<&Group> {
        self.groups
            .iter()
            .find(|group| group.address.eq_ignore_ascii_case(address))
    }
}

/// The order of magnitude that real responses show; the exact figure is nobody's business.
fn default_attachment_overhead() -> u64 {
    178
}

fn default_upload_session_minimum() -> usize {
    3_000_000
}

fn default_upload_session_seconds() -> u32 {
    3600
}

fn yes() -> bool {
    true
}
