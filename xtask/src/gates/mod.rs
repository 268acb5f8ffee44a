//! What must stay true of the component and of the vendored contract; the build fails when it does not.

pub mod imports;
pub mod licences;
pub mod size;
pub mod source;
pub mod wit_deps;
