//! The gate on a real PostgreSQL server. Two gates are two processes to the server: each has a session of its own.
#![cfg(unix)]

#[path = "../../../tests/postgres/mod.rs"]
mod postgres;

mod on_postgres;
