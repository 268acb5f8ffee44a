//! The address of the database.

use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use thiserror::Error;
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

/// Time for connecting to one host.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Silence after which the system asks whether the other side is still there, and the time between further questions. PostgreSQL is told the
/// same for its side: its default of two hours would keep the places of a machine that lost its network for that long.
pub(crate) const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
pub(crate) const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
pub(crate) const KEEPALIVE_RETRIES: u32 = 3;

/// The address of a database with user and password, such as `postgres://user:password@db.example.com/outlook`. What libpq knows as a
/// connection URI is understood but for parameters that the crate `tokio-postgres` does not have.
///
/// A session with another machine is always encrypted and its certificate checked, unless the address says `sslmode=disable`.
/// Addresses are secret: neither `Debug` nor an error shows one.
#[derive(Clone)]
pub struct Address {
    pub(crate) config: Config,
    pub(crate) ca_files: Vec<PathBuf>,
}

/// A text that is no address. It does not repeat the text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this is not the address of a PostgreSQL database; it is like postgres://USER:PASSWORD@HOST:5432/DATABASE")]
pub struct AddressError;

impl Address {
    /// Also trusts the certificates of a PEM file, as for a database with a CA of its own.
    #[must_use]
    pub fn trusting(mut self, ca_file: &Path) -> Self {
        self.ca_files.push(ca_file.to_owned());
        self
    }

    /// Whether the session may need TLS.
    pub(crate) fn uses_tls(&self) -> bool {
        self.config.get_ssl_mode() != SslMode::Disable
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let mut config: Config = text.trim().parse().map_err(|_| AddressError)?;
        if config.get_hosts().is_empty() || config.get_user().is_none() {
            return Err(AddressError);
        }
        let is_here = config.get_hosts().iter().all(is_this_machine);
        if config.get_ssl_mode() == SslMode::Prefer {
            // `prefer` goes on in plain text if anybody between says that the server has no TLS.
            config.ssl_mode(if is_here { SslMode::Disable } else { SslMode::Require });
        }
        if config.get_application_name().is_none() {
            config.application_name("outlook-connector");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        config
            .keepalives(true)
            .keepalives_idle(KEEPALIVE_IDLE)
            .keepalives_interval(KEEPALIVE_INTERVAL)
            .keepalives_retries(KEEPALIVE_RETRIES)
            .tcp_user_timeout(KEEPALIVE_IDLE + KEEPALIVE_INTERVAL * KEEPALIVE_RETRIES);
        Ok(Self {
            config,
            ca_files: Vec::new(),
        })
    }
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(text: &str) -> SslMode {
        text.parse::<Address>().unwrap().config.get_ssl_mode()
    }

    #[test]
    fn another_machine_is_reached_over_tls() {
        assert_eq!(mode("postgres://u:p@db.example.com/d"), SslMode::Require);
        assert_eq!(mode("postgres://u:p@localhost,db.example.com/d"), SslMode::Require);
        assert_eq!(mode("postgres://u:p@db.example.com/d?sslmode=prefer"), SslMode::Require);
        assert_eq!(
            mode("postgres://u:p@db.example.com/d?sslmode=disable"),
            SslMode::Disable
        );
        for here in ["localhost", "127.0.0.1:5433", "%2Frun%2Fpostgresql"] {
            assert_eq!(mode(&format!("postgresql://u@{here}/d")), SslMode::Disable, "{here}");
        }
        assert_eq!(mode("postgres://u@localhost/d?sslmode=require"), SslMode::Require);
    }

    #[test]
    fn an_address_is_shown_by_nothing() {
        let marker = "marker-of-a-password";
        let address: Address = format!("postgres://u:{marker}@localhost/d").parse().unwrap();
        assert!(!format!("{address:?}").contains(marker));
        for wrong in [
            "",
            marker,
            "postgres://",
            "postgres:///d",
            "postgres://u@h/d?sslmode=marker-of-a-password",
        ] {
            let error = wrong.parse::<Address>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains(marker), "{wrong}");
        }
    }
}
