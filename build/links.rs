//! The links of the catalogue: web pages that help, and the fields of the contract that they help with.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::Deserialize;
use serde_json::json;

use crate::texts::static_name;

/// Hosts of the cloud, as `src/portals.rs` names them.
const HOSTS: [&str; 4] = [
    "entra_portal",
    "exchange_portal",
    "microsoft_365_portal",
    "defender_portal",
];
/// Values of the case, as `src/link.rs` has them.
const VALUES: [&str; 2] = ["client_id", "object_id"];

/// A page as a file of the catalogue holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    id: String,
    title: String,
    uri: String,
    #[serde(default)]
    general: String,
}

/// The pages of a field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    path: String,
    links: Vec<String>,
}

/// Fails the build for a page without a general one that needs values, and for names that do not exist. Returns the IDs.
pub fn check<'l>(links: &'l [Link], fields: &[Field]) -> BTreeSet<&'l str> {
    let by_id: BTreeMap<&str, &Link> = links.iter().map(|link| (link.id.as_str(), link)).collect();
    assert_eq!(by_id.len(), links.len(), "an ID of a link stands twice");
    for link in links {
        let id = &link.id;
        assert!(link.uri.starts_with("https://"), "link {id}: not an https address");
        assert!(!link.title.is_empty(), "link {id} has no title");
        let (hosts, values): (Vec<&str>, Vec<&str>) = names(&link.uri).partition(|name| HOSTS.contains(name));
        assert!(
            values.iter().all(|name| VALUES.contains(name)),
            "link {id}: unknown value in {}",
            link.uri
        );
        assert_eq!(
            values.is_empty(),
            link.general.is_empty(),
            "link {id}: a page with values of the case, and no other, has a general page"
        );
        if !link.general.is_empty() {
            let general = by_id.get(link.general.as_str());
            let general = general.unwrap_or_else(|| panic!("link {id}: no link {}", link.general));
            assert!(
                names(&general.uri).eq(hosts),
                "link {id}: the general page is in another portal"
            );
        }
    }
    let ids: BTreeSet<&str> = by_id.into_keys().collect();
    let mut paths = BTreeSet::new();
    for field in fields {
        assert!(paths.insert(&field.path), "field {} twice", field.path);
        check_ids(&field.path, &field.links, &ids);
    }
    ids
}

/// Fails the build for a link that does not exist.
pub fn check_ids(place: &str, links: &[String], ids: &BTreeSet<&str>) {
    for link in links {
        assert!(ids.contains(link.as_str()), "{place}: no link {link}");
    }
}

/// The names in a URI template.
fn names(uri: &str) -> impl Iterator<Item = &str> {
    uri.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// Returns the pages as `describe` shows them.
pub fn described(links: &[Link]) -> serde_json::Value {
    let link = |link: &Link| {
        let mut described = json!({ "id": link.id, "title": link.title, "uri": link.uri });
        if !link.general.is_empty() {
            described["general"] = link.general.as_str().into();
        }
        described
    };
    links.iter().map(link).collect()
}

/// Returns the pages and the fields as Rust statics.
pub fn statics(links: &[Link], fields: &[Field]) -> String {
    let mut text = String::new();
    for link in links {
        let general = match link.general.as_str() {
            "" => "None".to_owned(),
            id => format!("Some(&{})", static_name(id)),
        };
        let _ = writeln!(
            text,
            "/// `{}`\npub static {}: LinkInfo = LinkInfo {{ id: {:?}, title: {:?}, uri: {:?}, general: {general} }};",
            link.id,
            static_name(&link.id),
            link.id,
            link.title,
            link.uri
        );
    }
    let all: Vec<String> = links.iter().map(|link| link.id.clone()).collect();
    let _ = writeln!(
        text,
        "/// All pages, in the order of the file.\npub static ALL: &[&LinkInfo] = {};",
        list("", &all)
    );
    text.push_str("/// The pages of each field.\npub static FIELDS: &[FieldLinks] = &[\n");
    for field in fields {
        let _ = writeln!(
            text,
            "    FieldLinks {{ path: {:?}, links: {} }},",
            field.path,
            list("", &field.links)
        );
    }
    text.push_str("];\n");
    text
}

/// Returns pages as a Rust slice. `module` is the way to their statics.
pub fn list(module: &str, ids: &[String]) -> String {
    let names: Vec<String> = ids.iter().map(|id| format!("&{module}{}", static_name(id))).collect();
    format!("&[{}]", names.join(", "))
}
