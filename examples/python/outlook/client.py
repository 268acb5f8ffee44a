"""The component in Python: one method for each operation, a fresh instance for each call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from wasmtime import Config, Engine, Store, WasiConfig
from wasmtime.component import Component, Variant

from . import contract, imports, results
from .convert import from_wit, to_wit
from .errors import BrokenCallError, error_of
from .stores import FileStore, SecretStore

T = TypeVar("T")

# The limit of the reference host (host-harness/src/limits.rs). A file as base64 is in it: pass files of more than 24 MB as `Stored`.
MEMORY_BYTES = 64 * 1024 * 1024


class Outlook:
    """The connector. It may be used by several threads: each call has a sandbox of its own.

    `files` makes the store of one call. `environment` is for adapters that are composed with the component; the component itself has no
    environment.
    """

    def __init__(
        self,
        component: Path,
        secrets: SecretStore,
        files: Callable[[], FileStore] | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        config = Config()
        # Compiled code is kept in the user's cache folder: compiling takes seconds, loading milliseconds.
        config.cache = True
        self._engine = Engine(config)
        self._component = Component.from_file(self._engine, str(component))
        self._secrets = secrets
        self._files = files
        self._environment = environment or {}

    def describe(self) -> str:
        """Return the description of the connector as a JSON document."""
        return self._call(str, "describe")

    def connect(self, connection: contract.Connection) -> results.ConnectResult:
        """Check a connection, and sign in."""
        return self._call(results.ConnectResult, "connect", connection)

    def test_connection(self, connection: contract.Connection, options: contract.TestOptions | None = None) -> results.ConnectionReport:
        """Test a connection step by step. A failed step is part of the report."""
        options = options or contract.TestOptions()
        return self._call(results.ConnectionReport, "test-connection", connection, options)

    def send_mail(
        self,
        connection: contract.Connection,
        mail: contract.Message | contract.Mime,
        options: contract.SendOptions | None = None,
    ) -> results.Receipt:
        """Send one mail. With an idempotency key a repeat never sends a second one."""
        return self._call(results.Receipt, "send-mail", connection, mail, options or contract.SendOptions())

    def check_outcome(self, connection: contract.Connection, reference: str) -> results.SendOutcome:
        """Look for an earlier send in the mailbox."""
        return self._call(results.SendOutcome, "check-outcome", connection, reference)

    def explain(self, response: contract.ServiceResponse) -> results.Explanation:
        """Explain an error response of Microsoft. It makes no request."""
        return self._call(results.Explanation, "explain", response)

    def setup_guide(self, setup: contract.Setup) -> results.SetupInstructions:
        """Return the steps that set up the app and its mailboxes. It makes no request."""
        return self._call(results.SetupInstructions, "setup-guide", setup)

    def _call(self, wanted: type[T], operation: str, *arguments: object) -> T:
        store = Store(self._engine)
        wasi = WasiConfig()
        wasi.env = list(self._environment.items())
        store.set_wasi(wasi)
        store.set_wasi_http()
        store.set_limits(memory_size=MEMORY_BYTES)
        linker = imports.linker(self._engine, self._secrets, self._files() if self._files else None)
        try:
            instance = linker.instantiate(store, self._component)
            interface = instance.get_export_index(store, f"outlook:connector/mail@{imports.CONTRACT}")
            export = instance.get_export_index(store, operation, interface)
            function = instance.get_func(store, export) if export else None
            if function is None:
                raise LookupError(f"the component has no operation {operation} of contract {imports.CONTRACT}")
            answer: Any = function(store, *[to_wit(argument) for argument in arguments])
            function.post_return(store)
        except Exception as error:
            raise BrokenCallError(f"the call of {operation} was broken off: {error}") from error
        # wasmtime-py leaves out the tag of a result: a record is the result, a `Variant` the error.
        if isinstance(answer, Variant):
            raise error_of(answer.tag, from_wit(results.ErrorDetail, answer.payload))
        return from_wit(wanted, answer)
