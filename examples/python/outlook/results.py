"""The records that operations return. `wit/types.wit` documents each field; see `contract.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .contract import Connection


@dataclass(frozen=True, kw_only=True)
class Param:
    """A value that stands in a text."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """A web page that helps."""

    id: str
    title: str
    uri: str


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command to run."""

    shell: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A condition that a person should know of, although the call succeeded."""

    code: str
    message: str
    fix: str
    params: list[Param]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class RequestRecord:
    """One HTTP request to Microsoft, without URL, body and token."""

    step: str
    host: str
    http_status: int | None
    client_request_id: str
    request_id: str | None
    date: str | None
    diagnostic: str | None
    duration_ms: int


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """A field that was refused."""

    field: str
    code: str
    message: str
    fix: str
    params: list[Param]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A likely cause of a failure, with the check that confirms it and the fix."""

    id: str
    title: str
    confidence: str
    owner: str
    evidence: list[str]
    counter_evidence: list[str]
    check: str
    check_commands: list[Command]
    fix: str
    fix_commands: list[Command]
    retry: str
    guide_step: str | None
    params: list[Param]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """What a failed send left in the mailbox."""

    code: str
    message: str
    params: list[Param]


@dataclass(frozen=True, kw_only=True)
class ErrorDetail:
    """Details of a failure."""

    code: str
    message: str
    params: list[Param]
    fields: list[FieldProblem]
    causes: list[Cause]
    http_status: int | None
    service_code: str | None
    service_message: str | None
    retry_after_ms: int | None
    reference: str | None
    leftovers: list[Leftover]
    understood: list[str]
    not_understood: list[str]
    requests: list[RequestRecord]


@dataclass(frozen=True, kw_only=True)
class ConnectResult:
    """Result of `connect`: the app can sign in."""

    connection: Connection
    permissions: list[str]
    enterprise_object_id: str | None
    token_expires_at: str
    notices: list[Notice]
    requests: list[RequestRecord]


StepStatus = Literal["ok", "warn", "fail", "skip"]


@dataclass(frozen=True, kw_only=True)
class TestStep:
    """One step of a connection test."""

    id: str
    title: str
    status: StepStatus
    code: str
    message: str
    does_not_prove: str | None
    params: list[Param]
    links: list[Link]
    detail: ErrorDetail | None
    notices: list[Notice]


@dataclass(frozen=True, kw_only=True)
class ConnectionReport:
    """Result of `test_connection`."""

    status: StepStatus
    summary: str
    markdown: str
    steps: list[TestStep]
    requests: list[RequestRecord]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Result of `send_mail`: Microsoft accepted the mail."""

    method: str
    mailbox: str
    recipient_count: int | None
    reference: str
    message_id: str | None
    internet_message_id: str | None
    already_sent: bool
    accepted_at: str | None
    notices: list[Notice]
    requests: list[RequestRecord]


@dataclass(frozen=True, kw_only=True)
class SendOutcome:
    """Result of `check_outcome`."""

    state: str
    summary: str
    message_id: str | None
    internet_message_id: str | None
    sent_at: str | None
    detail: ErrorDetail | None
    requests: list[RequestRecord]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Result of `explain`."""

    service: str
    verdict: str
    detail: ErrorDetail


@dataclass(frozen=True, kw_only=True)
class SetupStep:
    """One step of the set-up."""

    number: str
    title: str
    owner: str
    location: str
    text: str
    commands: list[Command]
    paragraphs: list[str]
    params: list[Param]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class SetupInstructions:
    """Result of `setup_guide`."""

    steps: list[SetupStep]
    script: str
    handover: str
