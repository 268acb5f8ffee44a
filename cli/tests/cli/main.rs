//! The tool as a program: arguments in, exit codes and output out.
//!
//! Most of these tests need the component: `cargo xtask build` puts it into `target/`.

mod as_given;
mod canary;
mod cli;
mod connections;
#[cfg(target_os = "linux")]
mod core_dumps;
mod credentials;
mod guidance;
#[cfg(unix)]
mod interrupt;
mod keys;
mod manners;
#[cfg(all(unix, feature = "postgres-gate"))]
mod on_postgres;
mod secrets;
mod serve;
mod serving;
mod setup_guide;
mod tool;

#[cfg(all(unix, feature = "postgres-gate"))]
#[path = "../../../tests/postgres/mod.rs"]
#[expect(dead_code, reason = "the gate's own tests use the rest")]
mod postgres;
