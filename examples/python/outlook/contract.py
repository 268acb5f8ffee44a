"""The records of the contract. Names are those of the WIT files with `_` for `-`; `wit/types.wit` documents each field.

`tests/test_contract.py` compares each class with the record in the component.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

# ---- What you pass in ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClientSecret:
    """Name of a client secret in the secret store."""

    name: str


@dataclass(frozen=True)
class Certificate:
    """Name of a private key in the store of signing keys."""

    name: str


@dataclass(frozen=True)
class FederatedAssertion:
    """Name of another identity provider's token in the secret store."""

    name: str


Credential = ClientSecret | Certificate | FederatedAssertion


@dataclass(frozen=True, kw_only=True)
class Connection:
    """The app, its tenant, and the mailbox that it sends from."""

    tenant_id: str
    client_id: str
    credential: Credential
    mailbox: str
    cloud: str | None = None
    credential_expires: str | None = None
    out_of_scope_mailbox: str | None = None
    granted_at: str | None = None
    next_credential: Credential | None = None


@dataclass(frozen=True)
class Recipient:
    """One SMTP address with a display name."""

    address: str
    name: str | None = None


@dataclass(frozen=True)
class Header:
    """A header field of a message or of an HTTP response."""

    name: str
    value: str


@dataclass(frozen=True)
class Base64:
    """Bytes in standard base64. wasmtime-py passes a text in one copy, and `bytes` element by element: 5 MB take 40 times as long."""

    text: str

    @classmethod
    def of(cls, content: bytes) -> Base64:
        """Encode bytes."""
        return cls(base64.b64encode(content).decode("ascii"))


@dataclass(frozen=True)
class Stored:
    """Name of a file in the attachment store, which the component reads in pieces."""

    name: str


Content = Base64 | Stored


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """An attached file."""

    name: str
    content: Content
    content_type: str | None = None
    content_id: str | None = None

    @classmethod
    def from_file(cls, path: Path, content_type: str | None = None) -> Attachment:
        """Read a file."""
        return cls(name=path.name, content=Base64.of(path.read_bytes()), content_type=content_type)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message. The connector composes it."""

    to: list[Recipient] = field(default_factory=list)
    cc: list[Recipient] = field(default_factory=list)
    bcc: list[Recipient] = field(default_factory=list)
    reply_to: list[Recipient] = field(default_factory=list)
    from_: Recipient | None = None
    subject: str = ""
    text: str | None = None
    html: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    importance: Literal["low", "normal", "high"] | None = None
    sensitivity: Literal["normal", "personal", "private", "confidential"] | None = None
    categories: list[str] = field(default_factory=list)
    read_receipt: bool = False
    delivery_receipt: bool = False
    headers: list[Header] = field(default_factory=list)
    save_to_sent_items: bool | None = None


@dataclass(frozen=True)
class Mime:
    """A complete RFC 5322 message."""

    content: Content


@dataclass(frozen=True, kw_only=True)
class SendOptions:
    """Options of `send_mail`."""

    idempotency_key: str | None = None
    time_budget_ms: int | None = None
    reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class TestOptions:
    """Options of `test_connection`."""

    send_test_mail: bool = False
    time_budget_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceResponse:
    """A response of Microsoft to explain."""

    body: str
    service: str | None = None
    http_status: int | None = None
    headers: list[Header] = field(default_factory=list)
    step: str | None = None
    roles: list[str] | None = None
    connection: Connection | None = None
    findings: str | None = None


@dataclass(frozen=True, kw_only=True)
class FederatedCredential:
    """The federated identity credential of an app."""

    issuer: str
    subject: str
    audience: str


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What to set up: one app, and the mailboxes that it may send from."""

    cloud: str | None = None
    tenant_id: str | None = None
    client_id: str | None = None
    enterprise_object_id: str | None = None
    app_name: str | None = None
    group_name: str | None = None
    mailboxes: list[str] = field(default_factory=list)
    out_of_scope_mailbox: str | None = None
    sign_in: str | None = None
    needs_drafts: bool = False
    tenant_wide_consent: bool | None = None
    federated_credential: FederatedCredential | None = None
