"""Joins the component's imports to the stores of this package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wasmtime import Engine
from wasmtime.component import Linker, Record, Variant

from .stores import DeniedError, FileStore, Secret, SecretStore, UnavailableError

CONTRACT = "0.1.0"


def linker(engine: Engine, secrets: SecretStore, files: FileStore | None) -> Linker:
    """Return a linker with everything that the component imports."""
    made = Linker(engine)
    made.add_wasip2()
    made.add_wasi_http()
    with made.root() as root:
        for interface, functions in {
            "secret-store": _secrets(secrets),
            "signing-keys": _no_keys(),
            "attachment-store": _files(files),
        }.items():
            with root.add_instance(f"outlook:connector/{interface}@{CONTRACT}") as instance:
                for name, function in functions.items():
                    instance.add_func(name, _answering(function))
    return made


def _answering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn exceptions of a store into the cases of its error."""

    def answer(_context: object, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except DeniedError as error:
            return Variant("denied", str(error))
        except UnavailableError as error:
            return Variant("unavailable", str(error))

    return answer


def _secrets(store: SecretStore) -> dict[str, Callable[..., Any]]:
    def get(name: str) -> Record | None:
        secret = store.get(name)
        return None if secret is None else _record({"value": secret.value, "expires-at": secret.expires_at})

    def put(name: str, secret: Any) -> None:
        store.put(name, Secret(secret.value, getattr(secret, "expires-at")))

    return {"get": get, "put": put, "delete": store.delete}


def _no_keys() -> dict[str, Callable[..., Any]]:
    """Return the answers of a host without private keys. To sign in with a certificate, sign here: wit/stores.wit says how."""
    return {
        "sign": lambda _key, _algorithm, _payload: Variant("not-found"),
        "get-certificate": lambda _key: Variant("not-found"),
    }


def _files(store: FileStore | None) -> dict[str, Callable[..., Any]]:
    def size(name: str) -> int | Variant:
        found = None if store is None else store.size(name)
        return Variant("not-found") if found is None else found

    def read(name: str, offset: int, length: int) -> bytes | Variant:
        found = None if store is None else store.read(name, offset, length)
        return Variant("not-found") if found is None else found

    return {"size": size, "read": read, "digest": lambda _name: None}


def _record(fields: dict[str, Any]) -> Record:
    record = Record()
    for name, value in fields.items():
        setattr(record, name, value)
    return record
