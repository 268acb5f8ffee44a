"""Runs the workflow for Obelisk (`deploy/obelisk/workflow`) as Obelisk would, with the composed activity, against the emulator.

Obelisk itself is not there: calls of the workflow go to the activity at once, and its waits are written down.
"""

from __future__ import annotations

import os
import unittest
from dataclasses import replace
from typing import Any

from wasmtime import Engine, Store, WasiConfig
from wasmtime.component import Component, Func, Instance, Linker, Record, Variant

from outlook import ClientSecret, Message, Recipient, SendOptions, results
from outlook.convert import to_wit, wit_name

from .emulator import Emulator, connection

MAIL = "outlook:connector/mail@0.1.0"
EMPTY = ["obelisk:types/time@4.2.0", "outlook:connector/types@0.1.0"]


class Workflow(unittest.TestCase):
    """One job, and what the activity does with it."""

    engine: Engine
    workflow: Component
    activity: Component

    @classmethod
    def setUpClass(cls) -> None:
        """Compile both components once."""
        cls.engine = Engine()
        cls.workflow = Component.from_file(cls.engine, os.environ["OUTLOOK_WORKFLOW"])
        cls.activity = Component.from_file(cls.engine, os.environ["OUTLOOK_ACTIVITY_TO_EMULATOR"])

    def setUp(self) -> None:
        """Start an emulator."""
        self.emulator = self.enterContext(Emulator())
        self.waits: list[tuple[str, int]] = []
        self.keys: list[str] = []
        self.answers: list[Any] = []

    def test_it_repeats_with_the_same_key_until_the_mail_is_sent(self) -> None:
        """Throttled, then ended by the engine, then a temporary fault: one mail."""
        self.answers = [_error("throttled", 90_000), Variant("execution-failed"), _error("transient", None)]
        sent = self._run("order-4711")
        self.assertFalse(getattr(sent, "already-sent"))
        self.assertEqual(self.keys, ["order-4711"] * 4)
        self.assertEqual(self.waits, [("milliseconds", 90_000), ("milliseconds", 30_000), ("milliseconds", 60_000)])
        self.assertEqual(len(self.emulator.delivered(1)), 1)
        # The job is submitted again, as after a crash of whoever submitted it.
        self.assertTrue(getattr(self._run("order-4711"), "already-sent"))
        self.assertEqual(len(self.emulator.delivered(1)), 1)

    def test_a_refusal_ends_it_at_once(self) -> None:
        """No wait, no mail, and a text that says what to change."""
        failure = self._run("order-4712", secret="nowhere")
        self.assertEqual(failure.tag, "permanent-refused")
        self.assertIn("under the name nowhere", failure.payload)
        self.assertEqual((self.waits, self.emulator.delivered(0)), ([], []))

    def test_a_doubt_that_stays_ends_it(self) -> None:
        """Six calls, and then a person must look."""
        self.answers = [_error("permanent-outcome-unknown", None)] * 10
        failure = self._run("order-4713")
        self.assertEqual((failure.tag, len(self.keys)), ("permanent-unknown", 6))

    def test_the_activity_refuses_to_send_without_a_key(self) -> None:
        """On an engine that repeats, a mail without a key could be sent twice."""
        demo = self.emulator.demo
        assert demo is not None
        message = Message(to=[Recipient("megan@contoso.com")], text="It works.")
        arguments = [replace(connection(demo), credential=ClientSecret("contoso")), message, SendOptions()]
        refused = self._send_mail(None, *[to_wit(argument) for argument in arguments])
        self.assertEqual(refused.tag, "permanent-invalid-input")
        self.assertEqual(self.emulator.delivered(0), [])

    def _run(self, key: str, secret: str = "contoso") -> Any:
        demo = self.emulator.demo
        assert demo is not None
        job = {
            "idempotency-key": key,
            "tenant-id": demo["tenant_id"],
            "client-id": demo["client_id"],
            "secret": secret,
            "mailbox": demo["mailbox"],
            "to": ["megan@contoso.com"],
            "subject": "Hello from Obelisk",
            "text": "It works.",
        }
        linker = Linker(self.engine)
        with linker.root() as root:
            for name in EMPTY:
                with root.add_instance(name):
                    pass
            with root.add_instance("obelisk:workflow/workflow-support@5.1.0") as support:
                support.add_func("sleep", self._sleep)
            with root.add_instance(MAIL) as mail:
                mail.add_func("send-mail", self._send_mail)
        store = Store(self.engine)
        instance = linker.instantiate(store, self.workflow)
        return _call(store, instance, "outlook:workflow/flow@0.1.0", "send", _record(job))

    def _sleep(self, _context: object, at: Variant) -> Record:
        assert at.payload is not None
        self.waits.append((at.tag, at.payload))
        return _record({"seconds": 0, "nanoseconds": 0})

    def _send_mail(self, _context: object, *arguments: Any) -> Any:
        self.keys.append(getattr(arguments[2], "idempotency-key"))
        if self.answers:
            return self.answers.pop(0)
        demo = self.emulator.demo
        assert demo is not None
        wasi = WasiConfig()
        wasi.env = [
            ("OUTLOOK_EMULATOR", self.emulator.address),
            ("OUTLOOK_SECRET_CONTOSO", demo["client_secret"]),
        ]
        store = Store(self.engine)
        store.set_wasi(wasi)
        store.set_wasi_http()
        linker = Linker(self.engine)
        linker.add_wasip2()
        linker.add_wasi_http()
        return _call(store, linker.instantiate(store, self.activity), MAIL, "send-mail", *arguments)


def _call(store: Store, instance: Instance, interface: str, name: str, *arguments: object) -> Any:
    export = instance.get_export_index(store, name, instance.get_export_index(store, interface))
    assert export is not None
    function = instance.get_func(store, export)
    assert isinstance(function, Func)
    answer = function(store, *arguments)
    function.post_return(store)
    return answer


def _error(case: str, retry_after_ms: int | None) -> Variant:
    lists = {"params", "fields", "causes", "leftovers", "understood", "not_understood", "requests"}
    detail: dict[str, Any] = {wit_name(name): [] if name in lists else None for name in results.ErrorDetail.__dataclass_fields__}
    detail |= {"code": "some-code", "message": "It failed.", "retry-after-ms": retry_after_ms}
    return Variant(case, _record(detail))


def _record(fields: dict[str, Any]) -> Record:
    record = Record()
    for name, value in fields.items():
        setattr(record, name, value)
    return record
