//! `describe`: the connector as one JSON document, for user interfaces.
//!
//! The crate `descriptor` writes the document from the connector's own tables, and the repository keeps it as
//! `descriptor.json`: it is a contract with user interfaces, so that its changes are reviewed. `cargo xtask generate` writes the
//! file, and a test fails if it is out of date. The build script adds the causes of the guidance catalogue and removes the white
//! space. Nothing is computed in a call: reading and writing the document there took 1.3 ms.

/// The whole document; the build script writes it.
const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/description.json"));

/// Describes the connector as a JSON document.
#[must_use]
pub fn describe() -> String {
    DOCUMENT.to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        guidance::catalogue::causes,
        link::links,
        notice::notices,
        operations::{setup_steps, test_steps},
    };

    #[test]
    fn the_description_contains_hosts_fields_limits_and_causes() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        assert_eq!(document["connector"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["clouds"][0]["allowed_hosts"][1], "graph.microsoft.com");
        assert_eq!(document["limits"]["recipients"], 1_000);
        let operations = document["operations"].as_array().unwrap();
        let send = operations.iter().find(|o| o["id"] == "send-mail").unwrap();
        assert_eq!(send["input"]["schema"]["properties"]["subject"]["maxLength"], 255);
        assert!(document["retry_rules"].as_array().unwrap().len() > 5);
        assert_eq!(document["service_limits"][0]["value"], 4);
    }

    #[test]
    fn the_description_contains_all_causes_of_the_guidance() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        let all = serde_json::to_value(causes::ALL).unwrap();
        assert!(all.as_array().unwrap().len() > 50);
        assert_eq!(document["catalogue"]["causes"], all);
    }

    #[test]
    fn the_description_contains_all_messages_of_the_test_and_all_steps_of_the_guide() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        let catalogue = &document["catalogue"];
        assert_eq!(
            catalogue["test_messages"],
            serde_json::to_value(test_steps::MESSAGES).unwrap()
        );
        assert_eq!(
            catalogue["setup_steps"],
            serde_json::to_value(setup_steps::STEPS).unwrap()
        );
        assert_eq!(
            document["connection"]["test"]["steps"],
            serde_json::to_value(test_steps::STEPS).unwrap()
        );
        let links = catalogue["links"].as_array().unwrap();
        assert!(
            links
                .iter()
                .map(|link| &link["uri"])
                .eq(links::ALL.iter().map(|link| link.uri))
        );
    }

    #[test]
    fn the_description_contains_all_notices() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        assert_eq!(
            document["catalogue"]["notices"],
            serde_json::to_value(notices::ALL).unwrap()
        );
        let notices = document["catalogue"]["notices"].as_array().unwrap();
        assert!(notices.iter().any(|notice| notice["code"] == "draft-left"));
    }

    #[test]
    fn the_description_keeps_the_order_in_which_forms_show_fields() {
        let document: Value = serde_json::from_str(&describe()).unwrap();
        let form = &document["connection"]["profiles"][0];
        let properties = form["schema"]["properties"].as_object().unwrap();
        let shown: Vec<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(form["renderers"]["rjsf"]["ui:order"], serde_json::json!(shown));
        assert_eq!(shown[..2], ["tenant_id", "client_id"]);
    }
}
