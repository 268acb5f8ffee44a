//! multipart/form-data (RFC 7578): first the part `request`, then the files that it names.

use std::collections::BTreeSet;

use axum::extract::Request;
use bytes::BytesMut;
use http::header::CONTENT_TYPE;
use multer::{Field, Multipart};
use outlook_contract_json::problem::JSON_BYTES;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::{
    fs::File,
    io::{AsyncWriteExt, BufWriter},
    time::timeout,
};

use super::{FILE_BYTES, Files, NamesParts, Received};
use crate::{body::IDLE, problem::Problem, tenants::Reserved};

/// Name of the part with the document.
const DOCUMENT: &str = "request";

/// Bytes of boundaries and part headers that a body may have beside its document and its files.
const FRAME_BYTES: u64 = 1024 * 1024;

pub(super) async fn receive<T: DeserializeOwned + NamesParts>(
    request: Request,
    length: Option<u64>,
    mut reserved: Reserved,
) -> Result<Received<T>, Problem> {
    // Before anything of it is read.
    if length.is_some_and(|length| length > FILE_BYTES + JSON_BYTES + FRAME_BYTES) {
        return Err(too_large());
    }
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let boundary = content_type
        .and_then(|value| multer::parse_boundary(value).ok())
        .ok_or_else(|| malformed("the Content-Type has no boundary"))?;
    let mut parts = Multipart::new(request.into_body().into_data_stream(), boundary);
    let document = match next(&mut parts).await? {
        Some(part) if part.name() == Some(DOCUMENT) => document::<T>(part, &mut reserved).await?,
        _ => return Err(malformed("the first part is not the part `request` with the document")),
    };
    let wanted: BTreeSet<String> = document.parts().into_iter().map(|(_, name)| name.to_owned()).collect();
    let mut files = Files::none(reserved);
    while let Some(part) = next(&mut parts).await? {
        let name = part.name().filter(|name| wanted.contains(*name)).map(str::to_owned);
        let Some(name) = name.filter(|name| !files.names.contains(name)) else {
            return Err(malformed(
                "each part after `request` has another name, which the document names once or more",
            ));
        };
        write(part, name, &mut files).await?;
    }
    Ok(Received { document, files })
}

async fn next(parts: &mut Multipart<'static>) -> Result<Option<Field<'static>>, Problem> {
    let next = timeout(IDLE, parts.next_field())
        .await
        .map_err(|_| Problem::slow_body())?;
    next.map_err(|_| broken())
}

/// Reads the document.
async fn document<T: DeserializeOwned>(mut part: Field<'static>, reserved: &mut Reserved) -> Result<T, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = timeout(IDLE, part.chunk())
        .await
        .map_err(|_| Problem::slow_body())?
        .map_err(|_| broken())?
    {
        reserve(reserved, chunk.len())?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > JSON_BYTES {
            return Err(Problem::too_large(JSON_BYTES, "the part `request`"));
        }
    }
    Ok(outlook_contract_json::from_slice(&bytes)?)
}

/// Writes a part into a file of the call's folder. No name from outside becomes a path.
async fn write(mut part: Field<'static>, name: String, files: &mut Files) -> Result<(), Problem> {
    let dir = match &files.dir {
        Some(dir) => dir,
        None => {
            let dir = private_folder().map_err(|error| disk(&error))?;
            files.dir.insert(dir)
        }
    };
    let path = dir.path().join(files.names.len().to_string());
    let mut file = BufWriter::new(File::create_new(&path).await.map_err(|error| disk(&error))?);
    while let Some(chunk) = timeout(IDLE, part.chunk())
        .await
        .map_err(|_| Problem::slow_body())?
        .map_err(|_| broken())?
    {
        reserve(&mut files.reserved, chunk.len())?;
        files.bytes += chunk.len() as u64;
        if files.bytes > FILE_BYTES {
            return Err(too_large());
        }
        file.write_all(&chunk).await.map_err(|error| disk(&error))?;
    }
    file.flush().await.map_err(|error| disk(&error))?;
    files.attachments.insert(name.clone(), path);
    files.names.insert(name);
    Ok(())
}

/// Makes the folder of a call. Nobody but this user can read it.
fn private_folder() -> std::io::Result<TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("outlook-service-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        folder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    folder.tempdir()
}

fn reserve(reserved: &mut Reserved, bytes: usize) -> Result<(), Problem> {
    if reserved.add(bytes as u64) {
        Ok(())
    } else {
        Err(Problem::too_much_under_way())
    }
}

fn too_large() -> Problem {
    Problem::too_large(FILE_BYTES, "all files of a mail together")
}

fn malformed(detail: &str) -> Problem {
    Problem::malformed("multipart", detail)
}

fn broken() -> Problem {
    malformed("the multipart body broke off or is malformed; nothing was sent")
}

fn disk(error: &std::io::Error) -> Problem {
    // Paths of this machine are for its log.
    tracing::error!(target: "outlook_service", %error, "a file cannot be written to the temporary folder");
    Problem::service(
        "temporary-folder",
        "a file cannot be written to the temporary folder; the log says why",
    )
}
