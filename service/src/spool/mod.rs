//! Receives a document with files: JSON alone, or multipart/form-data whose first part is the document. Files go to a private folder
//! as they arrive and are never held whole. The folder is removed with the call, whatever happens.

mod multipart;

use std::collections::BTreeSet;

use axum::extract::Request;
use outlook_host::stores::FileAttachments;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::{
    body::{collect, content_length, media_type},
    problem::Problem,
    tenants::{Reserved, Tenant},
};

/// Bytes of all files of a mail: the contract's limit on attachments.
pub(crate) const FILE_BYTES: u64 = 157_286_400;

/// A document that names parts.
pub(crate) trait NamesParts {
    /// The names, each with the path of the field that has it.
    fn parts(&self) -> Vec<(String, &str)>;
}

/// A document with its files.
pub(crate) struct Received<T> {
    pub(crate) document: T,
    pub(crate) files: Files,
}

/// The files of a call. They are removed when this is dropped.
pub(crate) struct Files {
    dir: Option<TempDir>,
    names: BTreeSet<String>,
    pub(crate) attachments: FileAttachments,
    bytes: u64,
    reserved: Reserved,
}

impl Files {
    fn none(reserved: Reserved) -> Self {
        Self {
            dir: None,
            names: BTreeSet::new(),
            attachments: FileAttachments::new(),
            bytes: 0,
            reserved,
        }
    }

    /// Bytes of all files.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Refuses a document that names a part that has not come.
    fn check<T: NamesParts>(&self, document: &T) -> Result<(), Problem> {
        for (field, name) in document.parts() {
            if !self.names.contains(name) {
                let detail = format!(
                    "`{field}`: the body has no part of this name; a part with a file follows the part `request`"
                );
                return Err(Problem::bad_input("part-missing", detail).at(field));
            }
        }
        Ok(())
    }
}

/// Receives a request's document and its files.
pub(crate) async fn receive<T: DeserializeOwned + NamesParts>(
    tenant: &Tenant,
    request: Request,
) -> Result<Received<T>, Problem> {
    let mut reserved = tenant.bytes().reserve();
    let length = content_length(request.headers());
    let received = match media_type(request.headers()).as_str() {
        "application/json" => {
            let bytes = collect(request.into_body(), length, &mut reserved).await?;
            let document = outlook_contract_json::from_slice(&bytes)?;
            Received {
                document,
                files: Files::none(reserved),
            }
        }
        "multipart/form-data" => multipart::receive(request, length, reserved).await?,
        _ => return Err(Problem::media_type("application/json or multipart/form-data")),
    };
    received.files.check(&received.document)?;
    Ok(received)
}
