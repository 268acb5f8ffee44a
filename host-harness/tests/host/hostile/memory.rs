//! Memories, tables and instances: all of a call count together.

use outlook_host::{ComponentSource, Connector, EngineError, EngineOptions, ErrorKind};

use super::{Guest, connector, guest::EXPORTS};
use crate::support::{connection, emulator, mail};

/// A component of nothing but these core modules, each instantiated as often as said.
fn component(modules: &[(&str, usize)]) -> ComponentSource {
    let mut text = "(component (core module $f (func (export \"f\"))) (core instance $i (instantiate $f))".to_owned();
    for (number, (module, times)) in modules.iter().enumerate() {
        text.push_str(&format!("(core module $m{number} {module})"));
        text.push_str(&format!("(core instance (instantiate $m{number}))").repeat(*times));
    }
    text.push_str("(func $f (canon lift (core func $i \"f\"))) (instance $mail");
    for export in EXPORTS {
        text.push_str(&format!("(export \"{export}\" (func $f))"));
    }
    text.push_str(") (export \"outlook:connector/mail@0.1.0\" (instance $mail)))");
    ComponentSource::Bytes(wat::parse_str(text).unwrap())
}

const TOO_MUCH: [(&str, usize); 5] = [
    // 30 memories of 64 MiB in one module, and 25 instances with one each, held 2 GB of the host.
    ("(memory 1) (memory 1)", 1),
    ("(memory 1024)", 2),
    ("(memory 1)", 25),
    ("(table 1 funcref) (table 1 funcref) (table 1 funcref)", 1),
    ("", 3),
];

#[tokio::test]
async fn one_memory_two_tables_three_instances() {
    for module in TOO_MUCH {
        let connector = Connector::builder(component(&[module])).build().unwrap();
        let error = connector.describe().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotStarted, "{module:?}: {error}");
        assert!(error.to_string().contains("count too high"), "{module:?}: {error}");
    }
}

/// A pool has places for what the connector needs. A component that needs more is refused when it is loaded, and takes no places
/// of other calls.
#[test]
fn a_pool_takes_no_component_that_needs_more() {
    for module in TOO_MUCH {
        let built = Connector::builder(component(&[module]))
            .engine(EngineOptions::new().pool(2))
            .build();
        assert!(
            matches!(
                built.map(drop),
                Err(EngineError::Damaged { .. } | EngineError::Wasmtime { .. })
            ),
            "{module:?}"
        );
    }
    let fits = component(&[("(memory 1) (table 1 funcref)", 1)]);
    assert!(
        Connector::builder(fits)
            .engine(EngineOptions::new().pool(2))
            .build()
            .is_ok()
    );
}

#[tokio::test]
async fn memory_ends_at_64_mib() {
    let emulator = emulator().await;
    let guest = Guest::new(&[], "").exporting(
        "send-mail",
        "(loop (drop (call $alloc (i32.const 1048576))) (br 0)) unreachable",
    );
    let error = connector(&emulator, &guest)
        .send_mail(&connection(), &mail(vec![]))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.to_string().contains("67108864 bytes"), "{error}");
}
