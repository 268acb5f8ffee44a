//! Checks of the component, of the sources and of the dependencies. The build fails if one of them does.

pub mod deny;
pub mod features;
pub mod host_wit;
pub mod imports;
pub mod obelisk;
pub mod size;
pub mod source;
pub mod wit_deps;
