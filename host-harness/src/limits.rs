//! What one call and one tenant may use, in one table. The guest is not trusted: each limit also holds for a component that is an
//! attacker. `docs/src/embed/limits.md` lists them for embedders, and `tests/host/hostile` tries each of them.

use std::time::Duration;

// ---- The guest's own memory -------------------------------------------------------------------------------------------------

/// Bytes of linear memory of one call, all memories together. A mail of 4 MB is held as argument, as base64 and as JSON at most:
/// under 16 MiB.
pub(crate) const MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// Linear memories of one call. The component has one.
pub(crate) const MEMORIES: usize = 1;

/// Tables of one call: the component's own, and that of the shim through which `wit-component` binds imports that need memory.
pub(crate) const TABLES: usize = 2;

/// Elements of all tables together. The component's function table has a few hundred.
pub(crate) const TABLE_ELEMENTS: usize = 20_000;

/// Core instances of one call: the component's module, and the two small modules by which `wit-component` binds its imports.
pub(crate) const CORE_INSTANCES: usize = 3;

// ---- What the host holds for the guest --------------------------------------------------------------------------------------

/// Handles of resources that one call may have at once. The component has about a dozen during a request. Each may stand for
/// 64 KiB of header fields, or for a body of which two pieces of 256 KiB wait.
pub(crate) const HANDLES: usize = 100;

/// Bytes of one `fields`, as `wasmtime-wasi-http` counts them: names, values and about a hundred bytes for each. A token, the
/// largest value, has at most 16 KiB.
pub(crate) const FIELDS_BYTES: usize = 64 * 1024;

/// Bytes that the guest may pass to the host in one call of a function, results of exports included. The longest honest ones are
/// 256 KiB of a body, and the result of `describe`.
pub(crate) const HOST_CALL_BYTES: usize = 8 * 1024 * 1024;

/// Random bytes that one call of the function returns at most. The component asks for 16 at a time.
pub(crate) const RANDOM_BYTES: u64 = 4 * 1024;

/// Bytes that one read of an attachment returns at most. The component asks for 256 KiB.
pub(crate) const READ_BYTES: u32 = 1024 * 1024;

/// Bytes of what a key signs at most. An assertion has about 1 KB.
pub(crate) const SIGNED_BYTES: usize = 64 * 1024;

/// Bytes of a value that the guest puts into the store of secrets. A token has at most 16 KiB.
pub(crate) const CACHED_BYTES: usize = 64 * 1024;

/// Longest life of a value that the guest puts into the store of secrets. A token lives for a day at most (Entra, "Configurable
/// token lifetimes").
pub(crate) const CACHED_FOR: Duration = Duration::from_hours(24);

// ---- Requests ---------------------------------------------------------------------------------------------------------------

/// Requests of one call that are under way at once, their responses included. The component has one. Outlook serves four.
pub(crate) const REQUESTS_AT_ONCE: usize = 4;

/// Requests of one call. A mail of 150 MB takes about 50, and one with 250 attachments, which Exchange does not exceed, about 1,000
/// if each is tried four times.
pub(crate) const REQUESTS: usize = 5_000;

/// Bytes of the response that names an upload URL. Graph's has about 2 KB.
pub(crate) const UPLOAD_SESSION_BYTES: usize = 64 * 1024;

/// Upload URLs that one call may use. The component uses one at a time, and never an earlier one again.
pub(crate) const UPLOAD_URLS: usize = 4;

// ---- Calls ------------------------------------------------------------------------------------------------------------------

/// Sandboxes kept for calls that use no network: `describe`, `explain` and `setup-guide`. They take milliseconds, and people wait for
/// them in front of a form.
pub(crate) const OFFLINE_SANDBOXES: usize = 2;

/// Calls of one tenant at once, those that wait for their turn included. A call that waits holds its arguments: 4 MB of a mail at
/// most, and a few KB commonly.
pub(crate) const CALLS_OF_A_TENANT: usize = 1_000;

/// How often a call is made again after a wait for throttling. With the repeats inside the component this is as often as Microsoft's
/// SDKs repeat a request, and the call's time budget ends it earlier commonly.
pub(crate) const CALLS_AGAIN: u32 = 3;

// ---- Time -------------------------------------------------------------------------------------------------------------------

/// Time that one call may occupy a thread: the guest's own work, and what the host does for it without waiting. A send of 4 MB was
/// measured at under 50 ms.
pub(crate) const PROCESSOR_TIME: Duration = Duration::from_secs(10);

/// Longest wait for one answer of a store. Without it, a store that does not answer would hold a place with a mailbox for the whole
/// budget of the call.
pub(crate) const STORE_TIMEOUT: Duration = Duration::from_secs(15);
