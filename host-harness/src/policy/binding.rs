//! What binds requests to the connection of a call: its tenant, its mailbox, and the upload URLs that Graph named in this call.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::Uri;
use url::{Position, Url};

use super::{CLOUDS, Cloud, Endpoint, HostRole, KnownRequest, Refusal};
use crate::limits::UPLOAD_URLS;

/// The connection that requests must belong to.
#[derive(Debug, Clone)]
pub(crate) struct Connected {
    cloud: &'static Cloud,
    tenant: String,
    mailbox: String,
    out_of_scope_mailbox: Option<String>,
}

impl Connected {
    /// Names are compared without regard to case and to spaces around them, as the component normalizes them. Returns `None` if
    /// there is no such cloud: the component refuses it, too.
    pub(crate) fn new(cloud: Option<&str>, tenant: &str, mailbox: &str) -> Option<Self> {
        let cloud = plain(cloud.unwrap_or_default());
        let name = if cloud.is_empty() { "global" } else { &cloud };
        Some(Self {
            cloud: CLOUDS.iter().find(|cloud| cloud.name == name)?,
            tenant: plain(tenant),
            mailbox: plain(mailbox),
            out_of_scope_mailbox: None,
        })
    }

    /// Lets the call look at a mailbox that must refuse it: at a folder, and at a message that cannot exist.
    pub(crate) fn and_out_of_scope(mut self, mailbox: Option<&str>) -> Self {
        self.out_of_scope_mailbox = mailbox.map(plain);
        self
    }

    fn has(&self, host: &str, request: &KnownRequest<'_>) -> bool {
        if self.cloud.role(host) != Some(request.role) {
            return false;
        }
        let owner = plain(&request.owner);
        match request.role {
            HostRole::Login => owner == self.tenant,
            HostRole::Graph if owner == self.mailbox => true,
            HostRole::Graph => {
                self.out_of_scope_mailbox.as_ref() == Some(&owner)
                    && matches!(request.endpoint, Endpoint::Folder | Endpoint::SendDraft)
            }
            HostRole::Upload => true,
        }
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// The requests that one call may make. By default none.
#[derive(Default)]
pub(crate) struct Binding {
    connected: Option<Connected>,
    uploads: Mutex<VecDeque<Upload>>,
}

/// An upload URL as Graph wrote it, and as the parser of the URL standard writes it. The component sends the second.
struct Upload {
    host: String,
    targets: [String; 2],
}

impl Binding {
    /// Binds requests to a connection. `None` allows no request.
    pub(crate) fn to(connected: Option<Connected>) -> Self {
        Self {
            connected,
            ..Self::default()
        }
    }

    /// Checks that a known request belongs to the connection.
    pub(crate) fn check(&self, uri: &Uri, request: &KnownRequest<'_>) -> Result<(), Refusal> {
        let host = uri.host().unwrap_or_default();
        let connected = self
            .connected
            .as_ref()
            .is_some_and(|connected| connected.has(host, request));
        if connected && (request.role != HostRole::Upload || self.was_handed_out(host, uri)) {
            Ok(())
        } else {
            Err(Refusal::Binding)
        }
    }

    fn was_handed_out(&self, host: &str, uri: &Uri) -> bool {
        let target = uri.path_and_query().map_or("", |target| target.as_str());
        self.lock()
            .iter()
            .any(|upload| upload.host.eq_ignore_ascii_case(host) && upload.targets.iter().any(|known| known == target))
    }

    /// Notes an upload URL that Graph named. The oldest one is forgotten when there are more than a call needs. What is no https URL
    /// is not noted.
    pub(crate) fn hand_out(&self, text: &str) {
        let Ok(url) = Url::parse(text) else { return };
        let (Some(host), Some((_, rest))) = (url.host_str(), text.split_once("://")) else {
            return;
        };
        let written = rest.find('/').map_or("", |start| &rest[start..]);
        let mut uploads = self.lock();
        if uploads.len() == UPLOAD_URLS {
            uploads.pop_front();
        }
        uploads.push_back(Upload {
            host: host.to_owned(),
            targets: [
                written.to_owned(),
                url[Position::BeforePath..Position::AfterQuery].to_owned(),
            ],
        });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Upload>> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Binding {
    /// Leaves the upload URLs out: they hold tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding")
            .field("connected", &self.connected)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::*;
    use crate::policy::Policy;

    const UPLOAD: &str = "https://outlook.office.com/api/v2.0/Users('u')/Messages('m')?authtoken=a.b'c";

    fn binding() -> Binding {
        let connected = Connected::new(None, " Contoso.com ", "Megan@contoso.com").unwrap();
        Binding::to(Some(connected.and_out_of_scope(Some("ceo@contoso.com"))))
    }

    fn may(binding: &Binding, method: &str, uri: &str) -> bool {
        let (method, uri): (Method, Uri) = (method.parse().unwrap(), uri.parse().unwrap());
        let known = Policy::all_clouds()
            .check_request(&method, &uri, &HeaderMap::new())
            .expect("a known shape");
        binding.check(&uri, &known).is_ok()
    }

    #[test]
    fn tenant_mailbox_and_cloud_are_the_connections() {
        let binding = binding();
        for (expected, method, uri) in [
            (
                true,
                "POST",
                "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token",
            ),
            (
                true,
                "POST",
                "https://login.microsoftonline.com/CONTOSO%2Ecom/oauth2/v2.0/token",
            ),
            (
                false,
                "POST",
                "https://login.microsoftonline.com/attacker.com/oauth2/v2.0/token",
            ),
            (
                false,
                "POST",
                "https://login.microsoftonline.us/contoso.com/oauth2/v2.0/token",
            ),
            (
                true,
                "POST",
                "https://graph.microsoft.com/v1.0/users/megan%40contoso.com/sendMail",
            ),
            (
                true,
                "POST",
                "https://graph.microsoft.com/v1.0/users/MEGAN@contoso.com/messages",
            ),
            (
                false,
                "POST",
                "https://graph.microsoft.us/v1.0/users/megan%40contoso.com/sendMail",
            ),
            (
                false,
                "POST",
                "https://graph.microsoft.com/v1.0/users/alex%40contoso.com/sendMail",
            ),
            (
                false,
                "POST",
                "https://graph.microsoft.com/v1.0/users/contoso.com/sendMail",
            ),
            (
                true,
                "GET",
                "https://graph.microsoft.com/v1.0/users/ceo%40contoso.com/mailFolders/drafts?$select=id",
            ),
            (
                true,
                "POST",
                "https://graph.microsoft.com/v1.0/users/ceo%40contoso.com/messages/m/send",
            ),
            (
                false,
                "POST",
                "https://graph.microsoft.com/v1.0/users/ceo%40contoso.com/sendMail",
            ),
            (
                false,
                "POST",
                "https://graph.microsoft.com/v1.0/users/ceo%40contoso.com/messages",
            ),
            (
                false,
                "GET",
                "https://graph.microsoft.com/v1.0/users/ceo%40contoso.com/messages?$select=id",
            ),
        ] {
            assert_eq!(may(&binding, method, uri), expected, "{method} {uri}");
            assert!(
                !may(&Binding::to(None), method, uri),
                "a call without a connection makes no request"
            );
        }
        assert!(Connected::new(Some("germany"), "t", "m").is_none());
        assert!(Connected::new(Some(" US-Gov-L4 "), "t", "m").is_some());
    }

    #[test]
    fn upload_urls_are_those_that_graph_named() {
        let binding = binding();
        assert!(!may(&binding, "PUT", UPLOAD));
        binding.hand_out(UPLOAD);
        assert!(may(&binding, "PUT", UPLOAD), "as Graph wrote it");
        assert!(
            may(&binding, "DELETE", &UPLOAD.replace("b'c", "b%27c")),
            "as a parser of URLs writes it"
        );
        for other in [
            UPLOAD.replace("office.com", "office365.com"),
            UPLOAD.replace("Messages", "messages"),
            UPLOAD.replace("('u')/", "('u')//"),
            format!("{UPLOAD}&x=y"),
            UPLOAD.split('?').next().unwrap().to_owned(),
        ] {
            assert!(!may(&binding, "PUT", &other), "{other}");
        }
        for index in 0..UPLOAD_URLS {
            binding.hand_out(&format!("https://outlook.office.com/{index}"));
        }
        assert!(!may(&binding, "PUT", UPLOAD), "an old one is forgotten");
        assert!(!format!("{binding:?}").contains("authtoken"));
    }
}
