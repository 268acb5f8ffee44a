//! Writes guests that are attackers: core modules as text, made components of the contract as `wit-component` makes them.

use std::{fmt::Write as _, path::Path};

use outlook_host::ComponentSource;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The functions of the contract's interface `mail`.
pub const EXPORTS: [&str; 7] = [
    "describe",
    "connect",
    "test-connection",
    "send-mail",
    "check-outcome",
    "explain",
    "setup-guide",
];

/// Functions that a guest may import: a name for its text, the interface, the function and its core type.
const IMPORTS: &[(&str, &str, &str, &str)] = &[
    ("get", SECRETS, "get", "(param i32 i32 i32)"),
    ("put", SECRETS, "put", "(param i32 i32 i32 i32 i32 i64 i32)"),
    (
        "read",
        "outlook:connector/attachment-store@0.1",
        "read",
        "(param i32 i32 i64 i32 i32)",
    ),
    (
        "sign",
        "outlook:connector/signing-keys@0.1",
        "sign",
        "(param i32 i32 i32 i32 i32 i32 i32)",
    ),
    (
        "subscribe_duration",
        "wasi:clocks/monotonic-clock@0.2",
        "subscribe-duration",
        "(param i64) (result i32)",
    ),
    ("block", "wasi:io/poll@0.2", "[method]pollable.block", "(param i32)"),
    ("poll", "wasi:io/poll@0.2", "poll", "(param i32 i32 i32)"),
    ("drop_pollable", "wasi:io/poll@0.2", "pollable_drop", "(param i32)"),
    (
        "random",
        "wasi:random/random@0.2",
        "get-random-bytes",
        "(param i64 i32)",
    ),
    ("fields", HTTP, "[constructor]fields", "(result i32)"),
    ("from_list", HTTP, "[static]fields.from-list", "(param i32 i32 i32)"),
    (
        "request",
        HTTP,
        "[constructor]outgoing-request",
        "(param i32) (result i32)",
    ),
    ("body", HTTP, "[method]outgoing-request.body", "(param i32 i32)"),
    (
        "set_method",
        HTTP,
        "[method]outgoing-request.set-method",
        "(param i32 i32 i32 i32) (result i32)",
    ),
    (
        "set_path",
        HTTP,
        "[method]outgoing-request.set-path-with-query",
        "(param i32 i32 i32 i32) (result i32)",
    ),
    (
        "set_scheme",
        HTTP,
        "[method]outgoing-request.set-scheme",
        "(param i32 i32 i32 i32 i32) (result i32)",
    ),
    (
        "set_authority",
        HTTP,
        "[method]outgoing-request.set-authority",
        "(param i32 i32 i32 i32) (result i32)",
    ),
    ("write", HTTP, "[method]outgoing-body.write", "(param i32 i32)"),
    (
        "finish",
        HTTP,
        "[static]outgoing-body.finish",
        "(param i32 i32 i32 i32)",
    ),
    (
        "write_and_flush",
        STREAMS,
        "[method]output-stream.blocking-write-and-flush",
        "(param i32 i32 i32 i32)",
    ),
    ("drop_stream", STREAMS, "output-stream_drop", "(param i32)"),
    (
        "handle",
        "wasi:http/outgoing-handler@0.2",
        "handle",
        "(param i32 i32 i32 i32)",
    ),
    (
        "future_subscribe",
        HTTP,
        "[method]future-incoming-response.subscribe",
        "(param i32) (result i32)",
    ),
    (
        "future_get",
        HTTP,
        "[method]future-incoming-response.get",
        "(param i32 i32)",
    ),
    (
        "status",
        HTTP,
        "[method]incoming-response.status",
        "(param i32) (result i32)",
    ),
];
const SECRETS: &str = "outlook:connector/secret-store@0.1";
const HTTP: &str = "wasi:http/types@0.2";
const STREAMS: &str = "wasi:io/streams@0.2";

/// Where a guest's report is, and where its heap begins.
const REPORT: u32 = 3 << 20;
const HEAP: u32 = 4 << 20;

/// Memory, and a report of numbers: `connect` and `send-mail` fail with it as the message of `transient`.
const CORE: &str = r#"
  (global $heap (mut i32) (i32.const HEAP))
  (func $alloc (param $n i32) (result i32) (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -16)))
    (global.set $heap (i32.add (local.get $at) (local.get $n)))
    (block $enough (loop $more
      (br_if $enough (i32.le_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536))))
      (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then unreachable))
      (br $more)))
    (local.get $at))
  (func (export "cm32p2_realloc") (param i32 i32 i32 i32) (result i32) (call $alloc (local.get 3)))
  (global $out (mut i32) (i32.const REPORT))
  (func $char (param i32)
    (i32.store8 (global.get $out) (local.get 0)) (global.set $out (i32.add (global.get $out) (i32.const 1))))
  (func $digits (param i32)
    (if (i32.ge_u (local.get 0) (i32.const 10)) (then (call $digits (i32.div_u (local.get 0) (i32.const 10)))))
    (call $char (i32.add (i32.const 48) (i32.rem_u (local.get 0) (i32.const 10)))))
  (func $note (param i32)
    (if (i32.lt_s (local.get 0) (i32.const 0))
      (then (call $char (i32.const 45)) (local.set 0 (i32.sub (i32.const 0) (local.get 0)))))
    (call $digits (local.get 0)) (call $char (i32.const 32)))
  (func $report (result i32) (local $r i32)
    (local.set $r (call $alloc (i32.const 256)))
    (memory.fill (local.get $r) (i32.const 0) (i32.const 256))
    (i32.store8 (local.get $r) (i32.const 1))
    (i32.store8 offset=8 (local.get $r) (i32.const 6))
    (i32.store offset=24 (local.get $r) (i32.const REPORT))
    (i32.store offset=28 (local.get $r) (i32.sub (global.get $out) (i32.const REPORT)))
    (local.get $r))
"#;

/// Imports of [`REQUESTS`].
const REQUEST_IMPORTS: &[&str] = &[
    "from_list",
    "request",
    "body",
    "set_method",
    "set_path",
    "set_scheme",
    "set_authority",
    "write",
    "write_and_flush",
    "drop_stream",
    "finish",
    "handle",
    "future_subscribe",
    "future_get",
    "status",
    "block",
    "drop_pollable",
    "subscribe_duration",
];

/// `$begin` begins a request and returns the handle of its future, or a negative number. `$end` waits for it and returns the status,
/// or -100 less the number of the case of `error-code`.
const REQUESTS: &str = r#"
  (func $begin (param $m i32) (param $mp i32) (param $mn i32) (param $ap i32) (param $an i32) (param $pp i32) (param $pn i32)
               (param $hp i32) (param $hn i32) (param $bp i32) (param $bn i32) (param $whole i32) (result i32)
    (local $r i32) (local $q i32) (local $b i32) (local $w i32)
    (local.set $r (call $alloc (i32.const 64)))
    (call $from_list (local.get $hp) (local.get $hn) (local.get $r))
    (if (i32.load8_u (local.get $r)) (then (return (i32.const -1))))
    (local.set $q (call $request (i32.load offset=4 (local.get $r))))
    (if (call $set_method (local.get $q) (local.get $m) (local.get $mp) (local.get $mn)) (then (return (i32.const -2))))
    (if (call $set_scheme (local.get $q) (i32.const 1) (i32.const 1) (i32.const 0) (i32.const 0)) (then (return (i32.const -3))))
    (if (call $set_authority (local.get $q) (i32.const 1) (local.get $ap) (local.get $an)) (then (return (i32.const -4))))
    (if (call $set_path (local.get $q) (i32.const 1) (local.get $pp) (local.get $pn)) (then (return (i32.const -5))))
    (call $body (local.get $q) (local.get $r))
    (if (i32.load8_u (local.get $r)) (then (return (i32.const -6))))
    (local.set $b (i32.load offset=4 (local.get $r)))
    (call $handle (local.get $q) (i32.const 0) (i32.const 0) (local.get $r))
    (if (i32.load8_u (local.get $r)) (then (return (i32.sub (i32.const -100) (i32.load8_u offset=8 (local.get $r))))))
    (local.set $q (i32.load offset=8 (local.get $r)))
    (if (local.get $bn) (then
      (call $write (local.get $b) (local.get $r))
      (local.set $w (i32.load offset=4 (local.get $r)))
      (call $write_and_flush (local.get $w) (local.get $bp) (local.get $bn) (local.get $r))
      (if (local.get $whole) (then (call $drop_stream (local.get $w))))))
    (if (local.get $whole) (then (call $finish (local.get $b) (i32.const 0) (i32.const 0) (local.get $r))))
    (local.get $q))
  (func $end (param $q i32) (result i32) (local $r i32) (local $p i32)
    (if (i32.lt_s (local.get $q) (i32.const 0)) (then (return (local.get $q))))
    (local.set $r (call $alloc (i32.const 64)))
    (local.set $p (call $future_subscribe (local.get $q)))
    (call $block (local.get $p))
    (call $drop_pollable (local.get $p))
    (call $future_get (local.get $q) (local.get $r))
    (if (i32.load8_u offset=16 (local.get $r))
      (then (return (i32.sub (i32.const -100) (i32.load8_u offset=24 (local.get $r))))))
    (call $status (i32.load offset=24 (local.get $r))))
  (func $sleep (param $milliseconds i64)
    (call $block (call $subscribe_duration (i64.mul (local.get $milliseconds) (i64.const 1000000)))))
"#;

/// What `$end` returns for a request that the host denied: case 15 of `error-code`, `HTTP-request-denied`.
pub const DENIED: i32 = -115;

/// Methods of `wasi:http` in the order of their cases.
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
];

/// A request of a guest.
#[derive(Clone, Copy)]
pub struct GuestRequest<'a> {
    pub method: &'a str,
    pub authority: &'a str,
    pub path: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a str,
    /// Whether the body is finished. One that is not has no end.
    pub whole: bool,
}

impl Default for GuestRequest<'_> {
    fn default() -> Self {
        Self {
            method: "POST",
            authority: "graph.microsoft.com",
            path: "/",
            headers: &[],
            body: "{}",
            whole: true,
        }
    }
}

/// A guest. What it does stands in one of its exports; the others trap.
pub struct Guest {
    imports: Vec<&'static str>,
    functions: String,
    export: (&'static str, String),
    data: String,
    at: u32,
}

impl Guest {
    /// A guest with these imports, and with functions that its export uses.
    pub fn new(imports: &[&'static str], functions: &str) -> Self {
        Self {
            imports: imports.to_vec(),
            functions: functions.to_owned(),
            export: ("none", String::new()),
            data: String::new(),
            at: 64,
        }
    }

    /// A guest that makes requests.
    pub fn with_requests() -> Self {
        Self::new(REQUEST_IMPORTS, REQUESTS)
    }

    /// Sets what the export does. It has to return a pointer: `(call $report)`, or `unreachable`.
    pub fn exporting(mut self, export: &'static str, code: impl Into<String>) -> Self {
        self.export = (export, code.into());
        self
    }

    /// Puts bytes into the guest's memory. Returns the address.
    pub fn put(&mut self, bytes: &[u8]) -> u32 {
        let at = self.at;
        self.at = (at + bytes.len() as u32 + 7) & !7;
        assert!(self.at < REPORT);
        let escaped: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        let _ = writeln!(self.data, "  (data (i32.const {at}) \"{escaped}\")");
        at
    }

    /// Puts a text into memory. Returns address and length as two constants.
    pub fn text(&mut self, text: &str) -> String {
        let at = self.put(text.as_bytes());
        format!("(i32.const {at}) (i32.const {})", text.len())
    }

    /// The call of `$begin` that begins a request.
    pub fn begin(&mut self, request: &GuestRequest<'_>) -> String {
        let method = match METHODS.iter().position(|method| *method == request.method) {
            Some(case) => format!("(i32.const {case}) (i32.const 0) (i32.const 0)"),
            None => format!("(i32.const {}) {}", METHODS.len(), self.text(request.method)),
        };
        let mut rows = Vec::new();
        for (name, value) in request.headers {
            for text in [name, value] {
                rows.extend(self.put(text.as_bytes()).to_le_bytes());
                rows.extend((text.len() as u32).to_le_bytes());
            }
        }
        let headers = self.put(&rows);
        format!(
            "(call $begin {method} {} {} (i32.const {headers}) (i32.const {}) {} (i32.const {}))",
            self.text(request.authority),
            self.text(request.path),
            request.headers.len(),
            self.text(request.body),
            i32::from(request.whole),
        )
    }

    /// The component.
    pub fn component(&self) -> ComponentSource {
        let mut module = wat::parse_str(self.module()).unwrap();
        let mut resolve = Resolve::default();
        let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("wit");
        let (package, _) = resolve.push_dir(wit).unwrap();
        let world = resolve.select_world(&[package], Some("connector")).unwrap();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        let component = ComponentEncoder::default()
            .module(&module)
            .and_then(|mut encoder| encoder.encode());
        ComponentSource::Bytes(component.unwrap())
    }

    fn module(&self) -> String {
        let mut text = "(module\n".to_owned();
        for name in &self.imports {
            let import = IMPORTS.iter().find(|import| import.0 == *name).unwrap();
            let (name, interface, function, ty) = import;
            let _ = writeln!(
                text,
                "  (import \"cm32p2|{interface}\" \"{function}\" (func ${name} {ty}))"
            );
        }
        text.push_str("  (memory (export \"cm32p2_memory\") 80)\n");
        text.push_str(
            &CORE
                .replace("HEAP", &HEAP.to_string())
                .replace("REPORT", &REPORT.to_string()),
        );
        text.push_str(&self.functions);
        for export in EXPORTS {
            let parameter = if export == "describe" { "" } else { "(param i32)" };
            let code = if export == self.export.0 {
                &self.export.1
            } else {
                "unreachable"
            };
            let _ = writeln!(
                text,
                "  (func (export \"cm32p2|outlook:connector/mail@0.1|{export}\") {parameter} (result i32) {code})"
            );
        }
        text.push_str(&self.data);
        text.push(')');
        text
    }
}
