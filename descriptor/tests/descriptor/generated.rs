//! The files of the repository are the ones that this crate writes.

use std::path::Path;

fn assert_up_to_date(path: &str, written: &str) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path);
    let kept = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert!(
        kept == written,
        "{} is out of date: run cargo xtask generate",
        path.display()
    );
}

#[test]
fn the_descriptor_is_up_to_date() {
    assert_up_to_date(
        "src/operations/describe/descriptor.json",
        &outlook_descriptor::descriptor(),
    );
}

#[test]
fn the_page_on_troubleshooting_is_up_to_date() {
    assert_up_to_date("docs/src/troubleshooting.md", &outlook_descriptor::troubleshooting());
}
