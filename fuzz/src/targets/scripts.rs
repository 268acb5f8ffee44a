//! Names in PowerShell: no name leaves its literal, as the grammar of editors reads it.

use std::sync::LazyLock;

use outlook_connector::{contract::Setup, setup_guide};

use crate::reading::{decode, read, unescape};

const HARMLESS: &str = "Email senders";

fn setup(name: &str) -> Setup {
    Setup {
        tenant_id: Some("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10".to_owned()),
        client_id: Some("b1c5a2de-0000-4000-8000-00000000c11e".to_owned()),
        enterprise_object_id: Some("0b0b0b0b-0000-4000-8000-00000000000b".to_owned()),
        app_name: Some(name.to_owned()),
        group_name: Some(name.to_owned()),
        mailboxes: vec!["megan@contoso.com".to_owned()],
        ..Setup::default()
    }
}

static SHAPE: LazyLock<(Vec<String>, Vec<String>)> = LazyLock::new(|| {
    let script = setup_guide(&setup(HARMLESS)).expect("a harmless name passes").script;
    read(&script)
});

/// A name of the app and the group.
pub fn powershell(data: &[u8]) {
    let Ok(name) = std::str::from_utf8(data) else { return };
    let Ok(guide) = setup_guide(&setup(name)) else { return };
    assert!(guide.script.is_ascii(), "a code page may change it");
    let (kinds, literals) = read(&guide.script);
    assert!(kinds == SHAPE.0, "{name:?} changes the program");
    for (literal, harmless) in literals.iter().zip(&SHAPE.1) {
        if decode(harmless) == HARMLESS {
            assert_eq!(unescape(&decode(literal)), name.trim());
        } else {
            assert_eq!(literal, harmless, "{name:?} changes another value");
        }
    }
    // A fence that a name closed would put the rest of the script into the text.
    assert!(
        guide.handover.contains(guide.script.trim()),
        "the handover holds the script whole"
    );
}
