//! `secret-store` that another component of the same composition fills before a call, for engines whose own secrets come
//! asynchronously, which the connector's import cannot wait for. That component calls `fill` and then the connector.
//!
//! What the connector stores is kept as long as the instance.

// Native linkers refuse the names of WIT exports: they hold colons.
#![cfg(any(target_arch = "wasm32", clippy))]

#[allow(
    missing_docs,
    clippy::all,
    reason = "generated code: its documentation is that of the WIT files"
)]
mod bindings {
    wit_bindgen::generate!({
        inline: "package outlook:secrets-slot@0.1.0;
            /// Secrets for the calls that follow.
            interface slot {
                use outlook:connector/secret-store@0.1.0.{secret};
                /// Keeps a secret under a name. It replaces an earlier one.
                fill: func(name: string, secret: secret);
            }
            world adapter {
                export slot;
                export outlook:connector/secret-store@0.1.0;
            }",
        path: "../../wit",
        generate_all,
        additional_derives: [Clone],
    });

    use super::Adapter;

    export!(Adapter);
}

use std::{cell::RefCell, collections::HashMap};

use bindings::exports::outlook::{
    connector::secret_store::{Guest, Secret, StoreError},
    secrets_slot::slot,
};

thread_local! {
    static SECRETS: RefCell<HashMap<String, Secret>> = RefCell::default();
}

struct Adapter;

impl slot::Guest for Adapter {
    fn fill(name: String, secret: Secret) {
        SECRETS.with_borrow_mut(|secrets| secrets.insert(name, secret));
    }
}

impl Guest for Adapter {
    fn get(name: String) -> Result<Option<Secret>, StoreError> {
        Ok(SECRETS.with_borrow(|secrets| secrets.get(&name).cloned()))
    }

    fn put(name: String, secret: Secret) -> Result<(), StoreError> {
        SECRETS.with_borrow_mut(|secrets| secrets.insert(name, secret));
        Ok(())
    }

    fn delete(name: String) -> Result<(), StoreError> {
        SECRETS.with_borrow_mut(|secrets| secrets.remove(&name));
        Ok(())
    }
}
