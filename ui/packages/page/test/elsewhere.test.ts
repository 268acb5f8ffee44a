import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { asCommand } from "../src/screens/send/elsewhere/command.ts";
import { asRust } from "../src/screens/send/elsewhere/rust.ts";
import type { SentMail } from "../src/screens/send/elsewhere/sent_mail.ts";

/** A mail with everything that a form can say. */
const MAIL: SentMail = {
  connection: "contoso",
  message: {
    to: [{ address: "alex@contoso.com" }, { address: "megan@contoso.com" }],
    cc: [{ address: "lee@contoso.com" }],
    bcc: [{ address: "archive@contoso.com" }],
    reply_to: [{ address: "desk@contoso.com" }],
    from: { address: "sales@contoso.com", name: 'Sales "East"' },
    subject: "It's 5 > 3 \\ 1",
    html: '<p class="a">Größe\n{x}</p>',
    text: "Tab\t and \u0001 \b",
    importance: "high",
    sensitivity: "confidential",
    categories: ["Blue", "Red"],
    headers: [{ name: "x-ticket", value: "42" }],
    read_receipt: true,
    delivery_receipt: true,
    save_to_sent_items: false,
  },
  options: { idempotency_key: "order-4711", time_budget_ms: 90_500 },
  files: [
    { name: "a b.pdf", part: "file-1", content_type: "application/pdf" },
    { name: "logo.png", part: "file-2", content_id: "logo" },
  ],
};
const CONNECTION = {
  tenant_id: "7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910",
  client_id: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304",
  credential: { "client-secret": "outlook/contoso/client_secret" },
  mailbox: "sender@contoso.com",
  cloud: "global",
};

test("the command has all that the mail has, quoted for a shell", () => {
  assert.equal(
    asCommand(MAIL, "127.0.0.1:8080"),
    String.raw`outlook-host --emulator 127.0.0.1:8080 send-mail contoso \
  --to alex@contoso.com \
  --to megan@contoso.com \
  --cc lee@contoso.com \
  --bcc archive@contoso.com \
  --reply-to desk@contoso.com \
  --from '"Sales \"East\"" <sales@contoso.com>' \
  --subject 'It'\''s 5 > 3 \ 1' \
  --html '<p class="a">Größe
{x}</p>' \
  --text '` +
      "Tab\t and \u0001 \b" +
      String.raw`' \
  --attach 'a b.pdf' \
  --inline logo=logo.png \
  --importance high \
  --sensitivity confidential \
  --category Blue \
  --category Red \
  --header 'x-ticket: 42' \
  --read-receipt \
  --delivery-receipt \
  --no-save \
  --idempotency-key order-4711 \
  --time-budget 91s`,
  );
});

test("the Rust is the program that the service's tests compile", () => {
  const path = join(import.meta.dirname, "sent_mail.rs");
  // `UPDATE=1 npm run test:unit` writes it anew.
  if (process.env.UPDATE !== undefined) writeFileSync(path, asRust(MAIL, CONNECTION));
  assert.equal(asRust(MAIL, CONNECTION), readFileSync(path, "utf8"));
});

test("a plain mail has no more than it needs", () => {
  const plain = { connection: "contoso", message: { to: [{ address: "a@b.co" }], text: "Hi" }, options: {}, files: [] };
  assert.equal(asCommand(plain, null), "outlook-host send-mail contoso \\\n  --to a@b.co \\\n  --text Hi");
  assert.ok(!/Attachment|SendOptions|Header|files/.test(asRust(plain, CONNECTION)));
});
