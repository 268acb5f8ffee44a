"""Sends mails to the emulator, and meets each kind of failure."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Any

from outlook import (
    Attachment,
    Base64,
    BrokenCallError,
    Certificate,
    FolderFiles,
    InvalidInputError,
    MemorySecrets,
    Message,
    Mime,
    OutcomeUnknownError,
    Outlook,
    Recipient,
    Secret,
    SendOptions,
    ServiceResponse,
    Stored,
    TestOptions,
    ThrottledError,
    TransientError,
    UnauthorizedError,
)

from .emulator import COMPONENT, Emulator, connection

MESSAGE = Message(to=[Recipient("megan@contoso.com", "Megan Bowen")], subject="Grüße", text="It works.")
FOLDER = Path(__file__).parent.parent


class Sending(unittest.TestCase):
    """Mails in the emulator's demo world."""

    def setUp(self) -> None:
        """Start an emulator."""
        self.emulator = self.enterContext(Emulator())
        assert self.emulator.demo is not None
        self.demo = self.emulator.demo
        self.connection = connection(self.demo)
        self.outlook = self.emulator.outlook(self.demo["client_secret"])

    def test_a_mail_arrives(self) -> None:
        """Sign in, test the connection, send."""
        self.assertEqual(self.outlook.connect(self.connection).connection.mailbox, self.demo["mailbox"])
        report = self.outlook.test_connection(self.connection, TestOptions())
        self.assertEqual([step.id for step in report.steps], ["configuration", "token", "permissions", "mailbox", "sending"])
        receipt = self.outlook.send_mail(self.connection, MESSAGE)
        self.assertEqual((receipt.recipient_count, receipt.already_sent), (1, False))
        (mail,) = self.emulator.delivered(1)
        self.assertEqual((mail["subject"], mail["to"]), ("Grüße", "Megan Bowen <megan@contoso.com>"))

    def test_a_repeat_with_the_same_key_sends_nothing(self) -> None:
        """The second receipt says that the mail had been sent."""
        options = SendOptions(idempotency_key="order-4711")
        sent = [self.outlook.send_mail(self.connection, MESSAGE, options).already_sent for _ in range(2)]
        self.assertEqual(sent, [False, True])
        self.assertEqual(len(self.emulator.delivered(1)), 1)
        self.assertEqual(self.outlook.check_outcome(self.connection, "order-4711").state, "sent")

    def test_five_megabytes_as_base64_and_stored(self) -> None:
        """Both forms arrive as they were."""
        content = bytes(range(256)) * 20_000
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "scan.tif").write_bytes(content[:600_000])
            outlook = self.emulator.outlook(self.demo["client_secret"], files=lambda: FolderFiles(Path(folder)))
            files = [
                Attachment(name="large.bin", content=Base64.of(content)),
                Attachment(name="scan.tif", content=Stored("scan.tif"), content_type="image/tiff"),
            ]
            outlook.send_mail(self.connection, replace(MESSAGE, attachments=files))
            with self.assertRaises(UnauthorizedError) as caught:
                escape = [Attachment(name="x", content=Stored("../x"))]
                outlook.send_mail(self.connection, replace(MESSAGE, attachments=escape))
        self.assertIn("leads out of the folder", str(caught.exception))
        (mail,) = self.emulator.delivered(1)
        found = {part.get_filename(): _digest(part.get_payload(decode=True)) for part in mail.iter_attachments()}
        self.assertEqual(found, {"large.bin": _digest(content), "scan.tif": _digest(content[:600_000])})

    def test_complete_mime_is_sent_as_it_is(self) -> None:
        """The variant `mail` has two cases with payloads of different types."""
        mime = b"To: megan@contoso.com\r\nSubject: Raw\r\nMessage-ID: <raw@contoso.com>\r\n\r\nHello\r\n"
        self.outlook.send_mail(self.connection, Mime(Base64.of(mime)))
        self.assertEqual(self.emulator.delivered(1)[0]["subject"], "Raw")

    def test_a_wrong_secret_is_explained(self) -> None:
        """The first cause is the likeliest."""
        with self.assertRaises(UnauthorizedError) as caught:
            self.emulator.outlook("0f8fad5b-d9cb-469f-a165-70867728950e").send_mail(self.connection, MESSAGE)
        error = caught.exception
        self.assertEqual(error.detail.causes[0].id, "secret-id-instead-of-value")
        self.assertFalse(error.may_have_been_sent or error.is_transient)
        self.assertNotIn("0f8fad5b", repr(error.detail))

    def test_all_fields_at_fault_are_listed(self) -> None:
        """Nothing is sent."""
        wrong = replace(self.connection, tenant_id="https://contoso.com", client_id="4711")
        with self.assertRaises(InvalidInputError) as caught:
            self.outlook.send_mail(wrong, replace(MESSAGE, to=[]))
        fields = {problem.field for problem in caught.exception.detail.fields}
        self.assertLessEqual({"connection.tenant-id", "connection.client-id"}, fields)
        self.assertEqual(self.emulator.delivered(0), [])

    def test_a_certificate_without_a_key_store(self) -> None:
        """The host has no keys: the error says so, and not that something broke."""
        with self.assertRaises((UnauthorizedError, InvalidInputError)) as caught:
            self.outlook.connect(replace(self.connection, credential=Certificate("laptop")))
        self.assertIn("laptop", str(caught.exception) + repr(caught.exception.detail))

    def test_a_store_that_raises_breaks_the_call_off(self) -> None:
        """The exception of the store is the cause of ours."""

        class Broken(MemorySecrets):
            def get(self, name: str) -> Secret | None:
                raise ConnectionError("the vault is gone")

        outlook = Outlook(COMPONENT, Broken({}), environment={"OUTLOOK_EMULATOR": self.emulator.address})
        with self.assertRaises(BrokenCallError) as caught:
            outlook.send_mail(self.connection, MESSAGE)
        self.assertIsInstance(caught.exception.__cause__, ConnectionError)

    def test_the_program_of_the_book(self) -> None:
        """`send.py` sends, repeats, and explains a refusal."""
        demo, key = self.demo, "order-4712"

        def run(secret: str) -> subprocess.CompletedProcess[str]:
            environment = {
                **os.environ,
                "OUTLOOK_CONNECTOR": str(COMPONENT),
                "OUTLOOK_EMULATOR": self.emulator.address,
                "TENANT_ID": demo["tenant_id"],
                "CLIENT_ID": demo["client_id"],
                "MAILBOX": demo["mailbox"],
                "CLIENT_SECRET": secret,
            }
            command = [sys.executable, "send.py", "megan@contoso.com", key, "pyproject.toml"]
            return subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, text=True, check=False)

        first, second, refused = run(demo["client_secret"]), run(demo["client_secret"]), run("a-secret-that-is-wrong")
        self.assertEqual((first.returncode, first.stdout[:5]), (0, "sent "), first.stderr)
        self.assertEqual((second.returncode, second.stdout[:13]), (0, "already sent "), second.stderr)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("Fix:", refused.stderr)
        self.assertEqual(len(self.emulator.delivered(1)), 1)


class Failures(unittest.TestCase):
    """Faults of the service, in a world of its own."""

    def send(self, effect: dict[str, Any], on: str = "sendMail") -> None:
        """Send one mail, and let each request of a kind meet the effect."""
        with Emulator(_world([{"on": on, "times": None, "effect": effect}])) as emulator:
            demo = {"tenant_id": TENANT, "client_id": CLIENT, "mailbox": MAILBOX}
            emulator.outlook(SECRET).send_mail(connection(demo), MESSAGE, SendOptions(time_budget_ms=5000))

    def test_throttled(self) -> None:
        """The wait is Microsoft's."""
        with self.assertRaises(ThrottledError) as caught:
            self.send({"kind": "response", "status": 429, "headers": [["retry-after", "90"]], "body": ""})
        self.assertEqual(caught.exception.retry_after, 90)
        self.assertTrue(caught.exception.is_transient)

    def test_a_temporary_fault_before_anything_was_sent(self) -> None:
        """No token, no mail."""
        with self.assertRaises(TransientError) as caught:
            self.send({"kind": "response", "status": 503, "headers": [], "body": ""}, on="token")
        self.assertFalse(caught.exception.may_have_been_sent)

    def test_a_lost_response(self) -> None:
        """The mail may have been sent; without the right to read the mailbox nobody knows."""
        with self.assertRaises(OutcomeUnknownError) as caught:
            self.send({"kind": "closeAfterProcessing"})
        self.assertTrue(caught.exception.may_have_been_sent)
        self.assertIsNotNone(caught.exception.detail.reference)


class Offline(unittest.TestCase):
    """Operations that need no network."""

    def test_an_error_is_explained(self) -> None:
        """Any text of Microsoft will do."""
        outlook = Outlook(Path(os.environ["OUTLOOK_CONNECTOR"]), MemorySecrets({}))
        explanation = outlook.explain(ServiceResponse(body="AADSTS7000222: The provided client secret keys are expired."))
        self.assertEqual((explanation.verdict, explanation.detail.causes[0].id), ("permanent-unauthorized", "client-secret-expired"))


TENANT, CLIENT = "b5d2a9c4-0e71-4f3a-8d66-92c1f7e3a058", "3a7f1b52-6c0d-4e89-b1f4-7d2c9e05a836"
MAILBOX, SECRET = "invoices@fabrikam.com", "value-of-the-secret"


def _world(faults: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a world in which the app may send, and nothing else."""
    secret = {"secretId": "64e1d8f7-2b3c-4905-a7d8-c9f05b1e6a42", "value": SECRET, "expires": "2099-12-31T00:00:00Z"}
    application = {
        "clientId": CLIENT,
        "displayName": "Invoices",
        "servicePrincipal": {"objectId": "f8c03e6d-91b7-4a25-bd4e-056a2c7f1d93", "enabled": True},
        "registrationObjectId": "91c7e4a0-5d2f-4b68-8e13-7f0a6c9b2d54",
        "secrets": [secret],
        "entraPermissions": ["Mail.Send"],
    }
    mailbox = {
        "id": "0d94b7e2-5f18-4c6a-93d0-e8a1f2c6b375",
        "userPrincipalName": MAILBOX,
        "primaryAddress": MAILBOX,
        "displayName": "Invoices",
    }
    tenant = {
        "id": TENANT,
        "domains": ["fabrikam.com"],
        "applications": [application],
        "mailboxes": [mailbox],
    }
    return {"tenants": [tenant], "faults": faults}


def _digest(content: object) -> str:
    assert isinstance(content, bytes)
    return hashlib.sha256(content).hexdigest()
