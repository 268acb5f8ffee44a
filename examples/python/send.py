"""Sends a mail, and reacts to each kind of failure. Usage: send.py RECIPIENT KEY [FILE …]."""

import os
import sys
from pathlib import Path

from outlook import (
    Attachment,
    BrokenCallError,
    ClientSecret,
    Connection,
    MemorySecrets,
    Message,
    Outlook,
    OutlookError,
    Recipient,
    SendOptions,
)

# Make it once for a process: it compiles the component and keeps the access tokens.
outlook = Outlook(
    Path(os.environ["OUTLOOK_CONNECTOR"]),
    MemorySecrets({"contoso": os.environ["CLIENT_SECRET"]}),
    # For tests with the component that leads to the emulator. The released component has no environment.
    environment={"OUTLOOK_EMULATOR": os.environ.get("OUTLOOK_EMULATOR", "")},
)
connection = Connection(
    tenant_id=os.environ["TENANT_ID"],
    client_id=os.environ["CLIENT_ID"],
    credential=ClientSecret("contoso"),
    mailbox=os.environ["MAILBOX"],
)
recipient, key, *files = sys.argv[1:]
message = Message(
    to=[Recipient(recipient)],
    subject="Hello from Python",
    text="It works.",
    attachments=[Attachment.from_file(Path(file)) for file in files],
)

try:
    receipt = outlook.send_mail(connection, message, SendOptions(idempotency_key=key))
except OutlookError as error:
    print(f"{error}\n{error.what_to_do}", file=sys.stderr)
    for cause in error.detail.causes:
        print(f"- {cause.title} Check: {cause.check} Fix: {cause.fix}", file=sys.stderr)
    # 75 is EX_TEMPFAIL of sysexits.h: the caller may run the same command again.
    sys.exit(75 if error.is_transient or error.may_have_been_sent else 1)
except BrokenCallError as error:
    print(f"{error}\n{error.what_to_do}", file=sys.stderr)
    sys.exit(75)
print("already sent" if receipt.already_sent else "sent", receipt.internet_message_id)
