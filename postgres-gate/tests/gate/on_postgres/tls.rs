//! A session over TLS, to a server with a CA of its own.

use std::fs;

use outlook_host::MailboxGate;
use outlook_postgres_gate::{Address, PostgresGate};

use super::mailbox;
use crate::postgres::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_certificate_is_checked() {
    let mut server = Server::start();
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let url = server.url() + "?sslmode=require";
    let address = || url.parse::<Address>().unwrap();
    let plain = PostgresGate::connect(address()).await.map(drop).unwrap_err();
    assert!(plain.to_string().contains("TLS"), "{plain}");
    // The key belongs to the server's user: the server writes it itself.
    let (certificate, key) = (certified.cert.pem(), certified.signing_key.serialize_pem());
    for (name, pem) in [("server.crt", &certificate), ("server.key", &key)] {
        server.psql(&format!("COPY (SELECT line FROM unnest(string_to_array('{pem}', E'\\n')) AS line) TO PROGRAM 'umask 077; cat > {name}'"));
    }
    server.stop();
    let settings = server.dir().join("data/postgresql.auto.conf");
    fs::write(&settings, "ssl = on\n").unwrap();
    server.start_again();
    let unknown = PostgresGate::connect(address()).await.map(drop).unwrap_err();
    assert!(unknown.to_string().contains("certificate"), "{unknown}");
    let ca = server.dir().join("ca.pem");
    fs::write(&ca, certificate).unwrap();
    let gate = PostgresGate::connect(address().trusting(&ca)).await.unwrap();
    let _pass = gate.enter(&mailbox("a@contoso.com"), 1).await.unwrap();
    let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND application_name = 'outlook-connector'";
    assert_eq!(server.psql(encrypted), "1");
}
