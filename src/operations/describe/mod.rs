//! `describe`: the connector as one JSON document, for user interfaces.
//!
//! The crate `descriptor` writes the document from the connector's own tables, and the repository keeps it as
//! `descriptor.json`: it is a contract with user interfaces, so that its changes are reviewed. `cargo xtask generate` writes the
//! file, and a test fails if it is out of date. The causes of the guidance catalogue are added at run time, because
//! the component contains the catalogue anyway.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::guidance::catalogue::{CauseInfo, causes};

/// The kept file without white space; the build script writes it.
const DESCRIPTOR: &str = include_str!(concat!(env!("OUT_DIR"), "/descriptor.json"));

#[derive(Serialize)]
struct Description {
    #[serde(flatten)]
    descriptor: Map<String, Value>,
    catalogue: Causes,
}

#[derive(Serialize)]
struct Causes {
    causes: &'static [&'static CauseInfo],
}

/// Describes the connector as a JSON document.
#[must_use]
pub fn describe() -> String {
    let description = Description {
        // A test reads the same file, so that this cannot fail.
        descriptor: serde_json::from_str(DESCRIPTOR).unwrap_or_default(),
        catalogue: Causes { causes: causes::ALL },
    };
    serde_json::to_string(&description).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_contains_hosts_fields_limits_and_causes() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        assert_eq!(document["connector"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["clouds"][0]["allowed_hosts"][1], "graph.microsoft.com");
        assert_eq!(document["limits"]["recipients"], 500);
        let operations = document["operations"].as_array().unwrap();
        let send = operations.iter().find(|o| o["id"] == "send-mail").unwrap();
        assert_eq!(send["input"]["schema"]["properties"]["subject"]["maxLength"], 255);
        assert!(document["retry_rules"].as_array().unwrap().len() > 5);
        assert_eq!(document["service_limits"][0]["value"], 4);
        assert!(document["catalogue"]["causes"].as_array().unwrap().len() > 50);
    }

    #[test]
    fn the_description_keeps_the_order_in_which_forms_show_fields() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        let form = &document["connection"]["profiles"][0];
        let properties = form["schema"]["properties"].as_object().unwrap();
        let shown: Vec<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(form["renderers"]["rjsf"]["ui:order"], serde_json::json!(shown));
        assert_eq!(shown[..2], ["cloud", "tenant_id"]);
    }
}
