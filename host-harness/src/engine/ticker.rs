//! The clock of epoch interruption: one thread per engine. It ends with the engine.

use std::thread;

use wasmtime::Engine;

use super::TICK;

/// Ticks until the engine is gone. The thread holds the engine weakly, so that it does not keep it alive.
pub(crate) fn start(engine: &Engine) {
    let engine = engine.weak();
    let ticker = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    // Without the thread there are no ticks. The overall time-out of each call remains.
    if let Err(error) = thread::Builder::new()
        .name("outlook-host-epoch".to_owned())
        .stack_size(64 * 1024)
        .spawn(ticker)
    {
        tracing::warn!(%error, "no epoch ticker: a spinning guest will hold its thread");
    }
}
