//! The arithmetic of the page *Scale*, with few mailboxes. `cargo xtask simulate` has 10,000.

#[path = "../../examples/simulate/mailbox.rs"]
mod mailbox;
#[path = "../../examples/simulate/page.rs"]
mod page;
#[path = "../../../tests/random/mod.rs"]
#[allow(dead_code, reason = "other programs use the rest")]
mod random;

#[test]
fn the_page_adds_up() {
    assert!(page::check(3), "what does not hold is printed above");
}
