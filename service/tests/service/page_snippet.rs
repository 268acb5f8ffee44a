//! The program that the page shows for a mail that it has sent (`ui/packages/page/src/screens/send/elsewhere/rust.ts`). A test of the page
//! compares the file with what the page writes for a mail with everything in it; here it is compiled. An embedder's program has no other
//! names in scope, so that it is in a module of its own.

#[expect(dead_code, reason = "it is compiled, and calls Microsoft if it is run")]
#[expect(clippy::needless_update, reason = "a mail with fewer fields needs the update")]
mod program {
    include!("../../../ui/packages/page/test/sent_mail.rs");
}
