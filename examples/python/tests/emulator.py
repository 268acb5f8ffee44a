"""The emulator of Entra and Graph as a process, and a connection to it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any

from outlook import ClientSecret, Connection, MemorySecrets, Outlook

# The component with an adapter that leads its requests to the emulator: wasmtime-py can neither route names nor trust other roots.
COMPONENT = Path(os.environ["OUTLOOK_CONNECTOR_TO_EMULATOR"])


class Emulator:
    """An emulator that ends with its `with` block."""

    def __init__(self, scenario: dict[str, Any] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._spool = Path(self._folder.name) / "spool"
        self._spool.mkdir()
        command = [os.environ["OUTLOOK_HOST"], "emulator", "--port", "0", "--json", "--spool", str(self._spool)]
        if scenario is not None:
            file = Path(self._folder.name) / "scenario.json"
            file.write_text(json.dumps(scenario))
            command += ["--scenario", str(file)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        started = json.loads(self._process.stdout.readline())["result"]
        self.address: str = started["http"]
        self.demo: dict[str, str] | None = started["demo"]

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.communicate()
        self._folder.cleanup()

    def outlook(self, secret: str, **stores: Any) -> Outlook:
        """Return a connector whose requests go to this emulator."""
        secrets = MemorySecrets({"demo": secret})
        return Outlook(COMPONENT, secrets, environment={"OUTLOOK_EMULATOR": self.address}, **stores)

    def delivered(self, count: int) -> list[EmailMessage]:
        """Wait until there are `count` delivered mails, and return all that there are."""
        deadline = time.monotonic() + 20
        while len(files := sorted(self._spool.glob("*.eml"))) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def connection(demo: dict[str, str]) -> Connection:
    """Return the connection of the emulator's demo world."""
    return Connection(
        tenant_id=demo["tenant_id"],
        client_id=demo["client_id"],
        credential=ClientSecret("demo"),
        mailbox=demo["mailbox"],
    )
