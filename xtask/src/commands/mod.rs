//! The tasks, one file each.

pub mod bench;
pub mod book;
pub mod build;
pub mod check;
pub mod demo;
pub mod fuel;
pub mod generate;
pub mod guidance;
pub mod package;
pub mod packages;
pub mod page;
pub mod python;
pub mod size;
pub mod test;
