//! Adds the imports of the contract to a linker, interface by interface.

use wasmtime::{
    Result,
    component::{HasData, Linker, ResourceTable},
};
use wasmtime_wasi::{
    clocks::{WasiClocks, WasiClocksCtxView},
    p2::bindings::{clocks, random},
};
use wasmtime_wasi_http::{WasiHttp, WasiHttpCtxView, p2::bindings::http};
use wasmtime_wasi_io::bindings::wasi::io;

use super::{OutlookCtx, OutlookCtxView, OutlookView};
use crate::bindings::{attachment_store, secret_store, signing_keys};

/// Adds everything that the component imports: the stores, `wasi:http` under the egress policy, `wasi:clocks`, `wasi:random` and
/// `wasi:io`. Nothing else of WASI is added.
///
/// A linker that has WASI already (`wasmtime_wasi::p2::add_to_linker_async`) takes [`add_stores_to_linker`] and
/// [`add_http_to_linker`] instead.
///
/// # Errors
/// When the linker has one of these interfaces already.
pub fn add_to_linker<T: OutlookView + 'static>(linker: &mut Linker<T>) -> Result<()> {
    add_stores_to_linker(linker)?;
    add_http_to_linker(linker)?;
    clocks::wall_clock::add_to_linker::<_, WasiClocks>(linker, clocks_view)?;
    clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(linker, clocks_view)?;
    random::random::add_to_linker::<_, Outlook>(linker, ctx)?;
    io::error::add_to_linker::<_, Io>(linker, table)?;
    io::poll::add_to_linker::<_, Io>(linker, table)?;
    io::streams::add_to_linker::<_, Io>(linker, table)
}

/// Adds the interfaces of the contract's own package: `secret-store`, `signing-keys` and `attachment-store`.
///
/// # Errors
/// When the linker has one of these interfaces already.
pub fn add_stores_to_linker<T: OutlookView + 'static>(linker: &mut Linker<T>) -> Result<()> {
    secret_store::add_to_linker::<_, Outlook>(linker, ctx)?;
    signing_keys::add_to_linker::<_, Outlook>(linker, ctx)?;
    attachment_store::add_to_linker::<_, Outlook>(linker, ctx)
}

/// Adds `wasi:http`, limited to Microsoft's hosts: each request goes through the egress policy and the context's
/// [`Transport`](crate::Transport), and into the call's [`Journal`](super::Journal).
///
/// # Errors
/// When the linker has one of these interfaces already.
pub fn add_http_to_linker<T: OutlookView + 'static>(linker: &mut Linker<T>) -> Result<()> {
    http::types::add_to_linker::<_, WasiHttp>(linker, &http::types::LinkOptions::default(), http_view)?;
    http::outgoing_handler::add_to_linker::<_, WasiHttp>(linker, http_view)
}

struct Outlook;

impl HasData for Outlook {
    type Data<'a> = &'a mut OutlookCtx;
}

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

fn ctx<T: OutlookView>(data: &mut T) -> &mut OutlookCtx {
    data.outlook().ctx
}

fn table<T: OutlookView>(data: &mut T) -> &mut ResourceTable {
    data.outlook().table
}

fn clocks_view<T: OutlookView>(data: &mut T) -> WasiClocksCtxView<'_> {
    let OutlookCtxView { ctx, table } = data.outlook();
    WasiClocksCtxView {
        ctx: &mut ctx.clocks,
        table,
    }
}

fn http_view<T: OutlookView>(data: &mut T) -> WasiHttpCtxView<'_> {
    let OutlookCtxView { ctx, table } = data.outlook();
    WasiHttpCtxView {
        hooks: &mut ctx.hooks,
        table,
        ctx: &mut ctx.http,
    }
}
