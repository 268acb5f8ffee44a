//! One function for each fuzz target. Each takes any bytes and panics if a promise is broken. All of them go through the public
//! operations, as a caller and a service do.

mod input;
mod mime;
mod operations;
mod promises;
mod scripts;
mod service;
mod texts;

pub use input::{address, input};
pub use mime::{mime_compose, mime_read};
pub use operations::{headers, responses, token, upload};
pub use scripts::powershell;
pub use texts::{explain, findings};

/// A target takes any bytes, and panics if a promise is broken.
pub type Target = fn(&[u8]);

/// Name and function of each target.
pub const ALL: [(&str, Target); 11] = [
    ("token", token),
    ("responses", responses),
    ("upload", upload),
    ("headers", headers),
    ("input", input),
    ("address", address),
    ("mime_compose", mime_compose),
    ("mime_read", mime_read),
    ("explain", explain),
    ("findings", findings),
    ("powershell", powershell),
];
