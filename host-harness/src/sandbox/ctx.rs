//! The context of one call: its WASI contexts, its stores, and the names that it may ask them for.

use std::sync::Arc;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{clocks::WasiClocksCtx, random::WasiRandomCtx};
use wasmtime_wasi_http::WasiHttpCtx;

use super::{AllowedNames, http_hooks::HttpHooks};
use crate::{
    stores::Stores,
    transport::{Journal, Progress, Transport},
};

/// What the component's imports work on during one call. Make a new one for each call.
pub struct OutlookCtx {
    pub(super) clocks: WasiClocksCtx,
    pub(super) random: WasiRandomCtx,
    pub(super) http: WasiHttpCtx,
    pub(super) hooks: HttpHooks,
    pub(super) stores: Stores,
    pub(super) names: AllowedNames,
}

impl OutlookCtx {
    /// A context for one call. The call may use the `stores` under these `names` only.
    #[must_use]
    pub fn new(transport: &Arc<Transport>, stores: &Stores, names: AllowedNames) -> Self {
        let mut stores = stores.clone();
        if let Some(attachments) = stores.attachments.for_call() {
            stores.attachments = attachments;
        }
        Self {
            clocks: WasiClocksCtx::default(),
            random: WasiRandomCtx::default(),
            http: WasiHttpCtx::new(),
            hooks: HttpHooks::new(Arc::clone(transport), Journal::new(None)),
            stores,
            names,
        }
    }

    /// Reports the bytes of request bodies to `progress`. Call it before the component runs: the record of requests begins anew.
    #[must_use]
    pub fn with_progress(self, progress: Progress) -> Self {
        self.with_journal(Journal::new(Some(progress)))
    }

    pub(crate) fn with_journal(mut self, journal: Arc<Journal>) -> Self {
        self.hooks = self.hooks.with_journal(journal);
        self
    }

    /// Returns the record of the call's requests. Keep it: it still knows whether the mail may have been sent when the store is
    /// gone.
    #[must_use]
    pub fn journal(&self) -> Arc<Journal> {
        self.hooks.journal()
    }
}

/// Gives the component's imports access to the [`OutlookCtx`] in the data of a [`Store`](wasmtime::Store).
pub trait OutlookView: Send {
    /// Returns the context and the table of resources.
    fn outlook(&mut self) -> OutlookCtxView<'_>;
}

/// The context and the table of resources of one call.
pub struct OutlookCtxView<'a> {
    /// The context.
    pub ctx: &'a mut OutlookCtx,
    /// The resources of WASI that the component holds: streams, pollables, requests. It may be the table that other WASI
    /// interfaces of the same store use.
    pub table: &'a mut ResourceTable,
}
