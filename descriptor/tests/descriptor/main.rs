//! Holds what `describe` tells of fields against what the connector does with them.
//!
//! A form's data goes two ways: through a validator of JSON Schema, and into the contract's types, by the hints of the document
//! alone, and from there into the connector itself. What both say is compared by the JSON Pointer of the field.

mod agree;
mod broken;
mod document;
mod generated;
mod limits_page;
mod patterns;
mod renderings;
mod support;
#[path = "../../../tests/test_host/mod.rs"]
mod test_host;
mod whole;
