//! `describe`: the connector as one JSON document, for user interfaces.
//!
//! The document is generated natively, from the tables beside the checks, and kept in the repository as
//! `describe/descriptor.json`: `cargo xtask generate` writes it, and `cargo xtask check` fails when it is out of date. So the
//! component holds a text, and neither the tables nor what makes a document of them. The catalogue of guidance is put in at run
//! time, since the component has that anyway.

#[cfg(not(target_arch = "wasm32"))]
pub mod generate;

use crate::{guidance::catalogue::catalogue, texts};

/// Describes the connector as a JSON document.
#[must_use]
pub fn describe() -> String {
    let mut document = texts::unpack(texts::DESCRIPTOR);
    document.push_str(r#","catalogue":{"causes":"#);
    // Strings only: this cannot fail.
    document.push_str(&serde_json::to_string(&catalogue().causes).unwrap_or_default());
    document.push_str("}}");
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_document_is_the_generated_one() {
        assert!(
            include_str!("describe/descriptor.json") == generate::descriptor(),
            "src/describe/descriptor.json is out of date: run cargo xtask generate"
        );
    }

    #[test]
    fn the_description_tells_hosts_fields_and_limits() {
        let document: serde_json::Value = serde_json::from_str(&describe()).unwrap();
        assert_eq!(document["connector"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["clouds"][0]["allowed_hosts"][1], "graph.microsoft.com");
        assert_eq!(document["limits"]["recipients"], 500);
        let operations = document["operations"].as_array().unwrap();
        let send = operations.iter().find(|o| o["id"] == "send-mail").unwrap();
        assert_eq!(send["input"]["schema"]["properties"]["subject"]["maxLength"], 255);
        assert!(document["retry_rules"].as_array().unwrap().len() > 5);
        assert_eq!(document["service_limits"][0]["value"], 4);
    }
}
