//! The functions of the fuzz targets. `tests/fuzz` of the main workspace includes the same files.

#[path = "../../tests/setup_guide/reading.rs"]
#[allow(dead_code, reason = "the tests of the set-up guide use the rest")]
mod reading;
pub mod targets;
#[path = "../../tests/test_host/mod.rs"]
mod test_host;
