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
mod secrets;
mod serve;
mod setup_guide;
mod tool;
