"""What the component asks its host for: secrets and files, by name."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class DeniedError(Exception):
    """The component may not use this name. A repeat does not help. The text reaches the caller: keep secrets out of it."""


class UnavailableError(Exception):
    """The store does not work at the moment. A repeat may help. The text reaches the caller: keep secrets out of it."""


@dataclass(frozen=True)
class Secret:
    """A secret. `expires_at` is in seconds since 1970; `None` means that it does not expire."""

    value: str = field(repr=False)
    expires_at: int | None = None


class SecretStore(Protocol):
    """Secrets by name. Names that begin with `cache:` are the component's: it keeps access tokens there.

    Give each tenant of your platform a store of its own.
    """

    def get(self, name: str) -> Secret | None:
        """Return a secret. Return `None` if there is none, or if it has expired."""

    def put(self, name: str, secret: Secret) -> None:
        """Keep an access token."""

    def delete(self, name: str) -> None:
        """Forget an access token."""


class MemorySecrets:
    """Secrets in memory. Access tokens live as long as the object: keep one object for all calls."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self._secrets = {name: Secret(value) for name, value in secrets.items()}

    def get(self, name: str) -> Secret | None:
        """See `SecretStore`."""
        secret = self._secrets.get(name)
        if secret is None or (secret.expires_at is not None and secret.expires_at <= time.time()):
            return None
        return secret

    def put(self, name: str, secret: Secret) -> None:
        """See `SecretStore`."""
        self._secrets[name] = secret

    def delete(self, name: str) -> None:
        """See `SecretStore`."""
        self._secrets.pop(name, None)


class FileStore(Protocol):
    """Files by name, as one call sees them: `read` fails if a file has changed since its first use in this call."""

    def size(self, name: str) -> int | None:
        """Return the number of bytes. Return `None` if there is no such file."""

    def read(self, name: str, offset: int, length: int) -> bytes | None:
        """Return bytes from `offset` on, fewer only at the end. Return `None` if there is no such file."""


class FolderFiles:
    """Files of one folder, by their path below it, for one call. A file that changes while a mail reads it is refused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._seen: dict[str, tuple[int, int]] = {}

    def size(self, name: str) -> int | None:
        """See `FileStore`."""
        path = self._path(name)
        return self._state(name, path)[0] if path.is_file() else None

    def read(self, name: str, offset: int, length: int) -> bytes | None:
        """See `FileStore`."""
        path = self._path(name)
        if not path.is_file():
            return None
        self._state(name, path)
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def _path(self, name: str) -> Path:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise DeniedError("the name leads out of the folder")
        return path

    def _state(self, name: str, path: Path) -> tuple[int, int]:
        found = path.stat()
        state = (found.st_size, found.st_mtime_ns)
        if self._seen.setdefault(name, state) != state:
            raise UnavailableError("the file changed while the mail was being sent")
        return state
