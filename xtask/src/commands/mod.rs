//! The tasks, one file each.

pub mod bench;
pub mod book;
pub mod build;
pub mod check;
pub mod ci_full;
pub mod demo;
pub mod engine;
pub mod fuel;
pub mod generate;
pub mod guidance;
pub mod packages;
pub mod page;
pub mod python;
pub mod release;
pub mod simulate;
pub mod size;
pub mod test;
