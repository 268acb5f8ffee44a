//! Holds what `describe` tells of fields against what the connector does with them; see `tests/`.
//!
//! A form's data goes two ways: through a validator of JSON Schema, and into the contract's types, by the hints of the document
//! alone, and from there into the connector itself. What both say is compared by the JSON Pointer of the field.

pub mod contract;
pub mod form;
pub mod host;
pub mod judge;
