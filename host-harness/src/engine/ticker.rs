//! The clock of epoch interruption: one thread per engine, which ends with it.

use std::thread;

use wasmtime::Engine;

use super::TICK;

/// Ticks until the engine is gone. The thread holds it weakly, so that it does not keep it alive.
pub(crate) fn start(engine: &Engine) {
    let engine = engine.weak();
    let ticker = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    // Without a thread there are no ticks; the overall time-out of each call remains.
    if let Err(error) = thread::Builder::new()
        .name("outlook-host-epoch".to_owned())
        .stack_size(64 * 1024)
        .spawn(ticker)
    {
        tracing::warn!(%error, "no epoch ticker: a spinning guest will hold its thread");
    }
}
