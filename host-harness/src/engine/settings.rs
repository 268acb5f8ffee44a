//! Settings of the engine, and the figures behind them.

use std::{path::PathBuf, time::Duration};

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Time between two epoch ticks: how long a spinning guest keeps a thread before it has to yield. Spin uses the same.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Linear memory of one instance. A mail of 4 MB is held as argument, as base64 and as JSON at most: under 16 MiB.
const MEMORY_BYTES: usize = 64 * 1024 * 1024;

/// How the engine is set up.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Where instances come from.
    pub allocation: Allocation,
    /// Bytes of linear memory that one call may use. 64 MiB unless set.
    pub memory_bytes: usize,
    /// Folder for compiled code; created with mode 0700, since what lies there is run. None compiles every time (70 ms).
    pub code_cache: Option<PathBuf>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            allocation: Allocation::OnDemand,
            memory_bytes: MEMORY_BYTES,
            code_cache: None,
        }
    }
}

/// Where instances come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// Memory is mapped for each call. For one-shot programs: nothing is set up in advance.
    OnDemand,
    /// Memory for this many calls at once is reserved at the start and used again. For servers.
    Pooling {
        /// Calls at once; further ones wait.
        calls: u32,
    },
}

impl EngineOptions {
    pub(crate) fn to_config(&self) -> Config {
        let mut config = Config::new();
        config.epoch_interruption(true);
        config.wasm_component_model(true);
        if let Allocation::Pooling { calls } = self.allocation {
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(self.pool(calls)));
        }
        config
    }

    fn pool(&self, calls: u32) -> PoolingAllocationConfig {
        let mut pool = PoolingAllocationConfig::new();
        // One call is one component instance. What `wit-component` makes holds up to three core instances beside the main
        // one (adapter shims); they own tables, but no memory.
        let core = calls.saturating_mul(4);
        pool.total_component_instances(calls)
            .total_core_instances(core)
            .total_memories(calls)
            .total_tables(core)
            .total_stacks(calls)
            .max_memory_size(self.memory_bytes)
            // Pages that a call has touched are found by PAGEMAP_SCAN where the kernel has it (6.7), wiped by hand up to
            // these sizes and kept, which spares the next call its page faults. A small send touches about 300 KiB.
            .pagemap_scan(Enabled::Auto)
            .linear_memory_keep_resident(1024 * 1024)
            .table_keep_resident(64 * 1024)
            .async_stack_keep_resident(64 * 1024);
        pool
    }
}
