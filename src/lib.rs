//! probe
#[cfg(target_arch = "wasm32")]
mod component {
    wit_bindgen::generate!({ world: "connector", path: "wit", with: {
        "wasi:clocks/wall-clock@0.2.12": wasi::clocks::wall_clock,
        "wasi:clocks/monotonic-clock@0.2.12": wasi::clocks::monotonic_clock,
        "wasi:random/random@0.2.12": wasi::random::random,
        "wasi:io/poll@0.2.12": wasi::io::poll,
        "wasi:io/error@0.2.12": wasi::io::error,
        "wasi:io/streams@0.2.12": wasi::io::streams,
        "wasi:http/types@0.2.12": wasi::http::types,
        "wasi:http/outgoing-handler@0.2.12": wasi::http::outgoing_handler,
    }});
    use exports::outlook::connector::{mail, types};
    struct C;
    impl mail::Guest for C {
        fn describe() -> Result<String, types::Error> { Ok(String::new()) }
        fn connect(_: types::Connection) -> Result<types::Connected, types::Error> { Err(types::Error::ExecutionFailed) }
        fn test_connection(_: types::Connection) -> Result<types::ConnectionReport, types::Error> { Err(types::Error::ExecutionFailed) }
        fn send_mail(_: types::Connection, _: types::Mail, _: types::SendOptions) -> Result<types::Receipt, types::Error> { Err(types::Error::ExecutionFailed) }
    }
    export!(C);
}
