//! `attachment-store` from the first folder that the engine opens for the component (`wasi:filesystem/preopens`). The name of an
//! attachment is the name of a file in it, or a path below it.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:attachments-from-dir;
            world adapter {
                import wasi:filesystem/preopens@0.2.12;
                import wasi:filesystem/types@0.2.12;
                export outlook:connector/attachment-store@0.1.0;
            }",
        path: "../../wit",
        generate_all,
    });

    use super::Adapter;

    export!(Adapter);
}

use std::{cell::RefCell, collections::HashMap};

use bindings::{
    exports::outlook::connector::attachment_store::{ContentDigest, Guest, ReadError},
    wasi::filesystem::{
        preopens::get_directories,
        types::{Descriptor, DescriptorFlags, DescriptorType, ErrorCode, OpenFlags, PathFlags},
    },
};

thread_local! {
    /// The state of each file at its first use. A mail must see one state of its files.
    static SEEN: RefCell<HashMap<String, State>> = RefCell::default();
}

/// What changes when a file is written or replaced. Engines need not put the size and the time into the hash, so all are compared.
#[derive(Clone, Copy, PartialEq)]
struct State {
    hash: (u64, u64),
    size: u64,
    modified: Option<(u64, u32)>,
}

impl State {
    fn of(file: &Descriptor) -> Result<Self, ErrorCode> {
        let (hash, stat) = (file.metadata_hash()?, file.stat()?);
        Ok(Self {
            hash: (hash.upper, hash.lower),
            size: stat.size,
            modified: stat
                .data_modification_timestamp
                .map(|time| (time.seconds, time.nanoseconds)),
        })
    }
}

struct Adapter;

impl Guest for Adapter {
    fn size(name: String) -> Result<u64, ReadError> {
        Ok(open(&name)?.stat().map_err(failure)?.size)
    }

    fn digest(name: String) -> Result<Option<ContentDigest>, ReadError> {
        open(&name).map(|_| None)
    }

    fn read(name: String, offset: u64, length: u32) -> Result<Vec<u8>, ReadError> {
        let file = open(&name)?;
        let wanted = u64::from(length);
        let mut bytes: Vec<u8> = Vec::new();
        loop {
            let here = bytes.len() as u64;
            if here >= wanted {
                return Ok(bytes);
            }
            let (piece, end) = file.read(wanted - here, offset.saturating_add(here)).map_err(failure)?;
            let nothing = piece.is_empty();
            bytes.extend(piece);
            if end || nothing {
                return Ok(bytes);
            }
        }
    }
}

/// Opens a file, and compares it with what was seen of it before.
fn open(name: &str) -> Result<Descriptor, ReadError> {
    // The engine keeps paths below the folder as well. This text is clearer than its error.
    if name.contains('\\') || name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(ReadError::Denied("the name is no path below the folder".to_owned()));
    }
    let Some((folder, _)) = get_directories().into_iter().next() else {
        return Err(ReadError::Denied(
            "the engine opened no folder for this component".to_owned(),
        ));
    };
    // No flag of a path: a link out of the folder is not followed.
    let file = folder
        .open_at(PathFlags::empty(), name, OpenFlags::empty(), DescriptorFlags::READ)
        .map_err(failure)?;
    if !matches!(file.get_type().map_err(failure)?, DescriptorType::RegularFile) {
        return Err(ReadError::Denied("that is no file".to_owned()));
    }
    let now = State::of(&file).map_err(failure)?;
    let is_same = SEEN.with_borrow_mut(|seen| {
        let is_same = *seen.entry(name.to_owned()).or_insert(now) == now;
        if !is_same {
            // An engine may keep the instance: the next mail begins with the new state.
            seen.remove(name);
        }
        is_same
    });
    if is_same {
        Ok(file)
    } else {
        Err(ReadError::Unavailable(
            "the file has changed since this mail began".to_owned(),
        ))
    }
}

fn failure(code: ErrorCode) -> ReadError {
    match code {
        ErrorCode::NoEntry | ErrorCode::NotDirectory => ReadError::NotFound,
        ErrorCode::Access | ErrorCode::NotPermitted | ErrorCode::Loop => {
            ReadError::Denied("the engine does not allow this file".to_owned())
        }
        _ => ReadError::Unavailable("the file cannot be read at the moment".to_owned()),
    }
}
