//! `cache:` entries: two for each connection, of limited size and life, and nobody else's.

use std::sync::Arc;

use outlook_host::{Connector, ErrorKind, Stores, Tenant, stores::MemorySecrets, types::Connection};

use super::{Guest, reporting};
use crate::support::{connection, emulator, transport_to};

const FAR: u64 = 4_102_444_800;

/// The call that keeps a value. `expiry` is none or a time.
fn put(guest: &mut Guest, name: &str, value: &str, expiry: Option<u64>) -> String {
    let (name, value) = (guest.text(name), guest.text(value));
    let (some, at) = expiry.map_or((0, 0), |at| (1, at));
    format!(
        "(call $put {name} {value} (i32.const {some}) (i64.const {at}) (i32.const 32))
         (call $note (i32.load8_u (i32.const 32)))"
    )
}

/// The call that reads a value. Reports whether the call succeeded and whether there is a value.
fn get(guest: &mut Guest, name: &str) -> String {
    let name = guest.text(name);
    format!(
        "(call $get {name} (i32.const 16)) (call $note (i32.load8_u (i32.const 16)))
         (call $note (i32.load8_u offset=8 (i32.const 16)))"
    )
}

async fn run(
    guest: Guest,
    statements: &[String],
    secrets: &Arc<MemorySecrets>,
    tenant: &str,
    of: &Connection,
) -> Vec<i32> {
    let emulator = emulator().await;
    let connector = Connector::builder(guest.exporting("connect", reporting(statements)).component())
        .transport(transport_to(&emulator))
        .build()
        .unwrap()
        // One store for all tenants, which is allowed.
        .for_tenant(Tenant::new(tenant, Stores::new().secrets(Arc::clone(secrets))));
    let error = connector.connect(of).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient, "{error:?}");
    error
        .to_string()
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect()
}

fn guest() -> Guest {
    let mut guest = Guest::new(&["get", "put"], "");
    // The first bytes are for results.
    guest.put(&[0; 16]);
    guest
}

#[tokio::test]
async fn a_guest_cannot_fill_the_store() {
    let secrets = Arc::new(MemorySecrets::default());
    let mut guest = guest();
    let mut statements: Vec<String> = (0..50)
        .map(|number| put(&mut guest, &format!("cache:{number}"), "x", Some(FAR)))
        .collect();
    statements.push(put(&mut guest, "cache:large", &"x".repeat(65_537), Some(FAR)));
    statements.push(put(&mut guest, "cache:for-ever", "x", None));
    statements.push(put(&mut guest, "mine", "x", Some(FAR)));
    let results = run(guest, &statements, &secrets, "", &connection()).await;
    assert!(results[..50].iter().all(|result| *result == 0), "{results:?}");
    assert_eq!(
        results[50..],
        [1, 1, 1],
        "too large, for ever, and no entry of the connector's"
    );
    let names = secrets.names();
    assert_eq!(names.len(), 1, "{names:?}");
    let kept = outlook_host::SecretStore::get(&*secrets, &names[0])
        .await
        .unwrap()
        .unwrap();
    let life = kept
        .expires_at()
        .unwrap()
        .duration_since(std::time::SystemTime::now())
        .unwrap();
    assert!(life <= std::time::Duration::from_hours(24), "{life:?}");
}

#[tokio::test]
async fn a_guest_cannot_read_or_plant_anothers_token() {
    let secrets = Arc::new(MemorySecrets::default());
    let name = "cache:token/global/t/c/client-secret/mine";
    let store = |value: &'static str| {
        let mut guest = guest();
        let statements = [put(&mut guest, name, value, Some(FAR))];
        (guest, statements)
    };
    let look = || {
        let mut guest = guest();
        let mut statements = vec![get(&mut guest, name)];
        statements.extend(secrets.names().iter().map(|name| get(&mut guest, name)));
        (guest, statements)
    };
    let (guest, statements) = store("a token");
    assert_eq!(run(guest, &statements, &secrets, "one", &connection()).await, [0]);
    let (guest, statements) = look();
    assert_eq!(
        run(guest, &statements, &secrets, "one", &connection()).await,
        [0, 1, 0, 1],
        "its own, by any name"
    );

    // Another tenant with the same connection, and the same tenant with another connection. They know the store's name, too.
    let other = Connection {
        client_id: "11111111-2222-4333-8444-555555555555".to_owned(),
        ..connection()
    };
    for (tenant, of) in [("two", &connection()), ("one", &other)] {
        let (guest, statements) = look();
        let seen = run(guest, &statements, &secrets, tenant, of).await;
        assert!(
            seen.len() > 2 && seen.iter().all(|result| *result == 0),
            "{tenant}: {seen:?}"
        );
        let (guest, statements) = store("planted");
        run(guest, &statements, &secrets, tenant, of).await;
    }
    let mut values = Vec::new();
    for name in secrets.names() {
        values.push(
            outlook_host::SecretStore::get(&*secrets, &name)
                .await
                .unwrap()
                .unwrap()
                .expose()
                .to_owned(),
        );
    }
    values.sort();
    assert_eq!(values, ["a token", "planted", "planted"], "nothing was replaced");
}
