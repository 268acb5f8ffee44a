//! Settings of the engine, and the figures behind them.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::ComponentDigest;
use crate::limits::{CORE_INSTANCES, MEMORIES, MEMORY_BYTES, OFFLINE_SANDBOXES, TABLE_ELEMENTS, TABLES};

/// Time between two epoch ticks: a spinning guest holds its thread this long before it has to yield. Spin uses the same time.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Calls at once without a pool. Each may use 64 MiB in the worst case, and uses about 2 MiB commonly.
const UNPOOLED_CALLS: usize = 64;

/// Places of the pool beyond the calls at once. A call that ends lets the next one in before all of its places are free again: with
/// 256 calls at once on 2 threads, one call in some 20,000 was refused ("maximum concurrent limit of 256 for fibers reached").
/// One for each thread that may be ending a call is enough. A place that is not used takes address space alone.
const SPARE_SLOTS: u32 = 64;

/// Settings of the engine. By default: no pool, 64 MiB for each call, no code cache.
#[derive(Debug, Clone)]
#[must_use]
pub struct EngineOptions {
    pool: Option<u32>,
    memory_bytes: usize,
    code_cache: Option<PathBuf>,
    component_digest: Option<ComponentDigest>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            pool: None,
            memory_bytes: MEMORY_BYTES,
            code_cache: None,
            component_digest: None,
        }
    }
}

impl EngineOptions {
    /// The default settings: memory is mapped for each call, which suits programs that make a few calls.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reserves memory for this many calls at once at the start, and uses it again. This suits servers: a small send was measured at
    /// 230 µs of processor time with a pool and 330 µs without. Further calls wait for their turn.
    pub fn pool(mut self, calls: u32) -> Self {
        self.pool = Some(calls);
        self
    }

    /// Sets how many bytes of linear memory one call may use. 64 MiB by default.
    pub fn memory_bytes(mut self, bytes: usize) -> Self {
        self.memory_bytes = bytes;
        self
    }

    /// Keeps compiled code in this folder, so that only the first start compiles (about 70 ms; loading takes about 1 ms). The
    /// folder is created with mode 0700: code in it is run without further checks. It is used only if nobody but this user and root can
    /// write to it, to its files and to the folders above; in a folder such as `/tmp` it may stand.
    pub fn code_cache(mut self, dir: impl Into<PathBuf>) -> Self {
        self.code_cache = Some(dir.into());
        self
    }

    /// Pins the component: one with other bytes is refused ([`EngineError::OtherDigest`](crate::EngineError::OtherDigest)). The digest
    /// is published beside the component. A digest from another place than the component's protects from a component that was
    /// exchanged.
    pub fn component_digest(mut self, digest: ComponentDigest) -> Self {
        self.component_digest = Some(digest);
        self
    }

    /// Returns the digest that the component must have.
    pub(super) fn pinned_digest(&self) -> Option<ComponentDigest> {
        self.component_digest
    }

    /// Returns how many calls may run at once.
    pub(crate) fn calls(&self) -> usize {
        self.pool.map_or(UNPOOLED_CALLS, |calls| calls as usize)
    }

    /// Returns how many bytes of linear memory one call may use.
    pub(crate) fn memory_of_a_call(&self) -> usize {
        self.memory_bytes
    }

    pub(super) fn cache_dir(&self) -> Option<&Path> {
        self.code_cache.as_deref()
    }
}

impl EngineOptions {
    pub(crate) fn to_config(&self) -> Config {
        let mut config = Config::new();
        // Guard pages instead of bounds checks. They cost two or three calls of mprotect a send, where memory grows and where the
        // next call finds it too large: 8 of 230 µs. But with checks (`signals_based_traps(false)`, no guard), a mail of 2 MB took
        // 13 % longer, and the code was 1.8 times as large.
        config.epoch_interruption(true);
        config.wasm_component_model(true);
        if let Some(calls) = self.pool {
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(self.pooling(calls)));
        }
        config
    }

    fn pooling(&self, calls: u32) -> PoolingAllocationConfig {
        let mut pool = PoolingAllocationConfig::new();
        // One call is one component instance.
        let of_each = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let slots = calls
            .saturating_add(SPARE_SLOTS)
            .saturating_add(of_each(OFFLINE_SANDBOXES));
        let (memories, tables, core) = (of_each(MEMORIES), of_each(TABLES), of_each(CORE_INSTANCES));
        pool.total_component_instances(slots)
            .total_core_instances(slots.saturating_mul(core))
            .max_core_instances_per_component(core)
            .total_memories(slots.saturating_mul(memories))
            .max_memories_per_component(memories)
            .max_memories_per_module(memories)
            .total_tables(slots.saturating_mul(tables))
            .max_tables_per_component(tables)
            .max_tables_per_module(tables)
            .table_elements(TABLE_ELEMENTS)
            .total_stacks(slots)
            .max_memory_size(self.memory_bytes)
            // Pages that a call has touched are found by PAGEMAP_SCAN where the kernel has it (6.7). Up to these sizes they are
            // overwritten and kept, which spares the next call its page faults. A small send touches about 300 KiB. Without the
            // kept tables it took 8 % longer. Larger sizes, and giving pages back in batches, changed nothing.
            .pagemap_scan(Enabled::Auto)
            .linear_memory_keep_resident(1024 * 1024)
            .table_keep_resident(64 * 1024)
            .async_stack_keep_resident(64 * 1024);
        pool
    }
}
