//! Mail: from Graph's message resource, or MIME that was posted, to what is delivered.

pub(crate) mod compose;
pub(crate) mod delivered;
pub(crate) mod known_headers;
pub(crate) mod message;
pub(crate) mod mime;
pub(crate) mod phrases;
pub(crate) mod shape;
pub(crate) mod submit;
