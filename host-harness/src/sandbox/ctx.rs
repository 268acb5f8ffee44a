//! The context of one call: its WASI contexts, its stores, and what it may use.

use std::sync::Arc;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{clocks::WasiClocksCtx, random::WasiRandomCtx};
use wasmtime_wasi_http::WasiHttpCtx;

use super::{Allowed, http_hooks::HttpHooks};
use crate::{
    limits::FIELDS_BYTES,
    policy::Binding,
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
    pub(super) allowed: Allowed,
}

impl OutlookCtx {
    /// A context for one call, which may use what is `allowed` and nothing else.
    #[must_use]
    pub fn new(transport: &Arc<Transport>, stores: &Stores, mut allowed: Allowed) -> Self {
        let binding = Binding::to(allowed.take_connected());
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(FIELDS_BYTES);
        let mut stores = stores.clone();
        if let Some(attachments) = stores.attachments.for_call() {
            stores.attachments = attachments;
        }
        Self {
            clocks: WasiClocksCtx::default(),
            random: WasiRandomCtx::default(),
            http,
            hooks: HttpHooks::new(Arc::clone(transport), binding, Journal::new(None)),
            stores,
            allowed,
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
