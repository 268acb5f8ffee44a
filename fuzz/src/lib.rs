//! The functions of the fuzz targets. `tests/fuzz` of the main workspace includes the same files, but for `sealed`.

#[path = "../../tests/setup_guide/reading.rs"]
#[allow(dead_code, reason = "the tests of the set-up guide use the rest")]
mod reading;
pub mod sealed;
pub mod targets;
#[path = "../../tests/test_host/mod.rs"]
mod test_host;

// The sealed store's source files, at the paths that they have in the host library. The library would bring wasmtime along.
#[path = "../../host-harness/src/private_files.rs"]
#[allow(dead_code, reason = "the host library uses the rest")]
mod private_files;
#[path = "../../host-harness/src/stores"]
#[allow(dead_code, unused_imports, reason = "the host library uses the rest")]
mod stores {
    pub mod sealed;
    mod secrets;

    pub use secrets::{CACHE_PREFIX, SecretStore, StoreError, StoredSecret};
}
#[path = "../../host-harness/src/time.rs"]
#[allow(dead_code, reason = "the host library uses the rest")]
mod time;
