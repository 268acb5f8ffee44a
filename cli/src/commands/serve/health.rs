//! Asks a service on this machine whether it works: a container has no other program for it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::failure::{Failure, exit};

/// Longest wait. Container engines wait for 30 s by default.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Returns `OK` if the service at that address works. Over TLS it is enough that it takes the connection: its certificate is for its clients'
/// name of it.
pub async fn check(listen: SocketAddr, has_tls: bool) -> Result<i32, Failure> {
    let address = SocketAddr::new(reachable(listen.ip()), listen.port());
    let why = match timeout(TIMEOUT, works(address, has_tls)).await {
        Ok(Ok(true)) => return Ok(exit::OK),
        Ok(Ok(false)) => "it does not say that it works".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it does not respond".to_owned(),
    };
    Err(Failure::tool("health", format!("{address}: {why}")))
}

/// An address that stands for all of them is not one to connect to.
fn reachable(listen: IpAddr) -> IpAddr {
    match listen {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}

async fn works(address: SocketAddr, has_tls: bool) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    if has_tls {
        return Ok(true);
    }
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut status = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut status).await?;
    Ok(&status == b"HTTP/1.1 200")
}
