//! `secrets-from-env`, `secrets-from-config`, `secrets-slot` and `token-cache`.

use outlook_host::sandbox::wasmtime::{
    Store,
    component::{HasSelf, Instance},
};

use super::engine::{Data, Engine, Offer};
use bindings::{
    SecretStore,
    exports::outlook::connector::secret_store::{Secret, StoreError},
    outlook::connector::secret_store as inner,
};

mod bindings {
    outlook_host::sandbox::wasmtime::component::bindgen!({
        inline: "package outlook:engine;
            world secret-store {
                import outlook:connector/secret-store@0.1.0;
                export outlook:connector/secret-store@0.1.0;
            }",
        path: "../../wit",
        wasmtime_crate: outlook_host::sandbox::wasmtime,
        exports: { default: async },
    });
}

const NAME: &str = "contoso/app-1";
const TOKEN: &str = "cache:token/9f86d081";

/// The store behind `token-cache`, which has one secret.
impl inner::Host for Data {
    fn get(&mut self, name: String) -> Result<Option<inner::Secret>, inner::StoreError> {
        match name.as_str() {
            NAME => Ok(Some(inner::Secret {
                value: "inner".to_owned(),
                expires_at: Some(7),
            })),
            "denied" => Err(inner::StoreError::Denied("not yours".to_owned())),
            _ => Ok(None),
        }
    }

    fn put(&mut self, name: String, _: inner::Secret) -> Result<(), inner::StoreError> {
        panic!("{name} is no secret of the inner store")
    }

    fn delete(&mut self, name: String) -> Result<(), inner::StoreError> {
        panic!("{name} is no secret of the inner store")
    }
}

/// An instance of an adapter.
struct Adapter {
    store: Store<Data>,
    exports: SecretStore,
    instance: Instance,
}

impl Adapter {
    async fn new(engine: &Engine) -> Self {
        let (mut store, instance) = engine.instance().await;
        let exports = SecretStore::new(&mut store, &instance).unwrap();
        Self {
            store,
            exports,
            instance,
        }
    }

    async fn get(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let guest = self.exports.outlook_connector_secret_store();
        let secret = guest.call_get(&mut self.store, name).await.unwrap();
        secret.map(|secret| secret.map(|secret| secret.value))
    }

    async fn put(&mut self, name: &str, value: &str, expires_at: Option<u64>) -> Result<(), StoreError> {
        let secret = Secret {
            value: value.to_owned(),
            expires_at,
        };
        let guest = self.exports.outlook_connector_secret_store();
        guest.call_put(&mut self.store, name, &secret).await.unwrap()
    }

    async fn delete(&mut self, name: &str) -> Result<(), StoreError> {
        let guest = self.exports.outlook_connector_secret_store();
        guest.call_delete(&mut self.store, name).await.unwrap()
    }
}

#[tokio::test]
async fn a_secret_comes_from_its_variable() {
    let offer = Offer {
        variables: vec![
            ("OUTLOOK_SECRET_CONTOSO_APP_1", "value".to_owned()),
            ("CONTOSO", "not a secret of the connector".to_owned()),
        ],
        ..Offer::new()
    };
    let mut adapter = Adapter::new(&Engine::load("adapters/secrets-from-env.wasm", offer)).await;
    assert_eq!(adapter.get(NAME).await.unwrap().as_deref(), Some("value"));
    assert_eq!(adapter.get("contoso").await.unwrap(), None);
    adapter.put(TOKEN, "token", None).await.unwrap();
    assert_eq!(adapter.get(TOKEN).await.unwrap(), None, "nothing is kept");
    adapter.delete(TOKEN).await.unwrap();
}

#[tokio::test]
async fn a_secret_comes_from_the_configuration() {
    let offer = Offer {
        variables: vec![(NAME, "value".to_owned())],
        ..Offer::new()
    };
    let mut adapter = Adapter::new(&Engine::load("adapters/secrets-from-config.wasm", offer)).await;
    assert_eq!(adapter.get(NAME).await.unwrap().as_deref(), Some("value"));
    assert_eq!(adapter.get("other").await.unwrap(), None);
}

#[tokio::test]
async fn a_slot_holds_what_was_filled_in() {
    let mut adapter = Adapter::new(&Engine::load("adapters/secrets-slot.wasm", Offer::new())).await;
    assert_eq!(adapter.get(NAME).await.unwrap(), None);
    let interface = adapter
        .instance
        .get_export_index(&mut adapter.store, None, "outlook:secrets-slot/slot@0.1.0")
        .unwrap();
    let fill = adapter
        .instance
        .get_export_index(&mut adapter.store, Some(&interface), "fill")
        .unwrap();
    let fill = adapter
        .instance
        .get_typed_func::<(String, Secret), ()>(&mut adapter.store, fill)
        .unwrap();
    let secret = Secret {
        value: "value".to_owned(),
        expires_at: None,
    };
    fill.call_async(&mut adapter.store, (NAME.to_owned(), secret))
        .await
        .unwrap();
    assert_eq!(adapter.get(NAME).await.unwrap().as_deref(), Some("value"));
    adapter.delete(NAME).await.unwrap();
    assert_eq!(adapter.get(NAME).await.unwrap(), None);
}

/// `token-cache` over the store above.
fn cache() -> Engine {
    Engine::link("adapters/token-cache.wasm", Offer::new(), |linker| {
        inner::add_to_linker::<_, HasSelf<Data>>(linker, |data| data).unwrap();
    })
}

#[tokio::test]
async fn instances_share_tokens() {
    let engine = cache();
    let (mut first, mut second) = (Adapter::new(&engine).await, Adapter::new(&engine).await);
    first.put(TOKEN, "line one\nline two", Some(u64::MAX)).await.unwrap();
    assert_eq!(second.get(TOKEN).await.unwrap().as_deref(), Some("line one\nline two"));
    assert_eq!(second.get("cache:token/other").await.unwrap(), None);
    second.delete(TOKEN).await.unwrap();
    assert_eq!(first.get(TOKEN).await.unwrap(), None);
    first.put(TOKEN, "expired", Some(1)).await.unwrap();
    assert_eq!(first.get(TOKEN).await.unwrap(), None, "it has expired");
}

#[tokio::test]
async fn the_cache_passes_secrets_on() {
    let mut adapter = Adapter::new(&cache()).await;
    assert_eq!(adapter.get(NAME).await.unwrap().as_deref(), Some("inner"));
    let denied = adapter.get("denied").await;
    assert!(
        matches!(&denied, Err(StoreError::Denied(why)) if why == "not yours"),
        "{denied:?}"
    );
}
