//! Web pages that help. Their addresses are in `catalogue/links.toml`; the build script checks it and writes the statics that this
//! module includes. The descriptor and the records of the contract have their links from here.

use serde::{Serialize, Serializer};

use crate::{cloud::Cloud, contract::Link, portals, template};

/// The pages by name, and the pages that help with a field.
pub mod links {
    use super::{FieldLinks, LinkInfo};

    include!(concat!(env!("OUT_DIR"), "/links.rs"));
}

/// A page as the catalogue holds it.
#[derive(Debug, PartialEq, Eq)]
pub struct LinkInfo {
    /// Stable ID.
    pub id: &'static str,
    /// Names the page.
    pub title: &'static str,
    /// Address as a URI template (RFC 6570).
    pub uri: &'static str,
    /// The page that stands in while a value of the address is not known.
    pub general: Option<&'static LinkInfo>,
}

/// In lists of the descriptor a page is its ID.
impl Serialize for LinkInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

/// The pages that help with a field of the contract.
#[derive(Debug)]
pub struct FieldLinks {
    /// Path of the field.
    pub path: &'static str,
    /// The pages.
    pub links: &'static [&'static LinkInfo],
}

/// The values of a case that addresses contain.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinkValues<'v> {
    /// The cloud. Absent means the global one.
    pub cloud: Option<Cloud>,
    /// Client ID of the app.
    pub client_id: Option<&'v str>,
    /// Object ID of the enterprise application.
    pub object_id: Option<&'v str>,
}

impl LinkValues<'_> {
    fn address(&self, page: &LinkInfo) -> Option<String> {
        let hosts = portals::of(self.cloud.unwrap_or(Cloud::Global)).hosts();
        template::expand(page.uri, |name| {
            let value = match name {
                "client_id" => self.client_id,
                "object_id" => self.object_id,
                host => hosts
                    .into_iter()
                    .find_map(|(known, value)| value.filter(|_| known == host)),
            };
            value.map(Into::into)
        })
    }
}

/// Returns the pages with their addresses. A page whose address is not known is left out, or its general page stands in for it.
pub fn resolve(pages: &[&LinkInfo], values: LinkValues<'_>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for page in pages {
        let found = [Some(*page), page.general]
            .into_iter()
            .flatten()
            .find_map(|page| Some((page, values.address(page)?)));
        let Some((page, uri)) = found else { continue };
        if links.iter().all(|known| known.id != page.id) {
            links.push(Link {
                id: page.id.to_owned(),
                title: page.title.to_owned(),
                uri,
            });
        }
    }
    links
}

/// Returns the pages that help with a field. A path such as `connection.credential` stands for the first field below it.
pub fn of_field(path: &str) -> &'static [&'static LinkInfo] {
    // An entry of a list has the pages of the list.
    let path = path.split('[').next().unwrap_or(path);
    let is_below = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    let exact = links::FIELDS.iter().find(|field| field.path == path);
    exact
        .or_else(|| links::FIELDS.iter().find(|field| is_below(field.path)))
        .map_or(&[], |field| field.links)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "b1c5a2de-0000-4000-8000-00000000c11e";

    fn ids(links: &[Link]) -> Vec<&str> {
        links.iter().map(|link| link.id.as_str()).collect()
    }

    #[test]
    fn a_page_has_the_values_of_the_case() {
        let values = LinkValues {
            cloud: Some(Cloud::UsGovL4),
            client_id: Some(APP),
            object_id: None,
        };
        let found = resolve(&[&links::APP_CREDENTIALS], values);
        assert_eq!(
            found[0].uri,
            format!(
                "https://entra.microsoft.us/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/{APP}"
            )
        );
    }

    #[test]
    fn a_general_page_stands_in_for_one_whose_values_are_not_known() {
        let pages = [&links::APP_CREDENTIALS, &links::APP_OVERVIEW, &links::TENANT_OVERVIEW];
        assert_eq!(
            ids(&resolve(&pages, LinkValues::default())),
            ["app-registrations", "tenant-overview"]
        );
    }

    #[test]
    fn a_cloud_without_a_known_portal_has_no_link_to_it() {
        let china = LinkValues {
            cloud: Some(Cloud::China),
            ..LinkValues::default()
        };
        assert!(resolve(&[&links::MAILBOXES, &links::QUARANTINE], china).is_empty());
        assert_eq!(ids(&resolve(&[&links::USERS], china)), ["users"]);
    }

    #[test]
    fn every_address_is_one_in_the_global_cloud() {
        let values = LinkValues {
            cloud: None,
            client_id: Some(APP),
            object_id: Some(APP),
        };
        for page in links::ALL {
            let address = values.address(page).unwrap_or_else(|| panic!("{}", page.id));
            let url = url::Url::parse(&address).unwrap();
            assert_eq!((url.scheme(), url.as_str()), ("https", address.as_str()), "{}", page.id);
        }
    }

    #[test]
    fn fields_have_their_pages() {
        for (path, first) in [
            ("connection.tenant-id", Some("app-overview")),
            ("connection.credential", Some("app-credentials")),
            ("setup.mailboxes[3]", Some("mailboxes")),
            ("message.subject", None),
        ] {
            assert_eq!(of_field(path).first().map(|page| page.id), first, "{path}");
        }
    }
}
