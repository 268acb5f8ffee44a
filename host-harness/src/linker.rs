//! The sandbox's whole view of the world: exactly the imports of the contract, interface by interface.
//!
//! Nothing else of WASI is linked. No files, no sockets, no environment, no arguments, no standard streams: a component that
//! asks for them is not loaded.

use wasmtime::{
    Engine, Result,
    component::{HasData, HasSelf, Linker, ResourceTable},
};
use wasmtime_wasi::{
    clocks::WasiClocks,
    p2::bindings::{clocks, random},
    random::WasiRandom,
};
use wasmtime_wasi_http::{WasiHttp, WasiHttpView, p2::bindings::http};
use wasmtime_wasi_io::bindings::wasi::io;

use crate::{
    bindings::{attachment_store, secret_store, signing_keys},
    state::State,
};

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

pub(crate) fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    let l = &mut linker;
    secret_store::add_to_linker::<_, HasSelf<State>>(l, |state| state)?;
    signing_keys::add_to_linker::<_, HasSelf<State>>(l, |state| state)?;
    attachment_store::add_to_linker::<_, HasSelf<State>>(l, |state| state)?;

    clocks::wall_clock::add_to_linker::<_, WasiClocks>(l, State::clocks)?;
    clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(l, State::clocks)?;
    random::random::add_to_linker::<_, WasiRandom>(l, State::random)?;
    io::error::add_to_linker::<_, Io>(l, State::table)?;
    io::poll::add_to_linker::<_, Io>(l, State::table)?;
    io::streams::add_to_linker::<_, Io>(l, State::table)?;
    http::types::add_to_linker::<_, WasiHttp>(l, &http::types::LinkOptions::default(), State::http)?;
    http::outgoing_handler::add_to_linker::<_, WasiHttp>(l, State::http)?;
    Ok(linker)
}
