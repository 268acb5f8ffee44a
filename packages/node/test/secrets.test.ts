// What secrets and tokens may be seen by, and by whom they may be used.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { memorySecrets, MemoryTokens, Secret } from "outlook-connector";
import type { Connection } from "../src/contract/types.js";
import { Allowed } from "../src/sandbox/allowed.js";

const connection: Connection = {
  tenantId: "contoso.com",
  clientId: "app",
  mailbox: "a@contoso.com",
  credential: { tag: "client-secret", val: " outlook " },
  nextCredential: { tag: "certificate", val: "rotated" },
};
const CURRENT = "cache:token/global/contoso.com/app/client-secret/outlook";
const NEXT = "cache:token/global/contoso.com/app/certificate/rotated";

test("a secret does not show", async () => {
  const secret = new Secret("marker");
  const stores = { secrets: memorySecrets({ one: secret, two: "marker" }), tokens: new MemoryTokens() };
  stores.tokens.put("cache:x", secret);
  const shown = [inspect(secret), inspect({ secret }), JSON.stringify(secret), Object.keys(secret).join()];
  shown.push(
    inspect(stores, { depth: 9, showHidden: true }),
    JSON.stringify(stores),
    Object.prototype.toString.call(secret),
  );
  for (const text of shown) assert.ok(!text.includes("marker"), text);
  assert.equal((await stores.secrets.get("two"))?.reveal(), "marker");
});

test("an expired token is not returned", () => {
  const tokens = new MemoryTokens();
  tokens.put("a", new Secret("x", { expiresAt: new Date(Date.now() + 60_000) }));
  tokens.put("b", new Secret("x", { expiresAt: new Date(Date.now() - 1) }));
  assert.deepEqual([tokens.get("a") !== undefined, tokens.get("b")], [true, undefined]);
});

test("a call may use the names of its arguments only", () => {
  const content = { tag: "stored", val: "file" } as const;
  const allowed = new Allowed("", connection, { tag: "mime", val: content });
  assert.equal(allowed.secret("outlook "), "outlook");
  assert.equal(allowed.key("rotated"), "rotated");
  assert.equal(allowed.attachment("file"), "file");
  for (const use of [
    () => allowed.secret("rotated"),
    () => allowed.secret("theirs"),
    () => allowed.key("outlook"),
    () => allowed.attachment("other"),
    () => allowed.token("outlook"),
    () => new Allowed("", undefined, undefined).token(CURRENT),
  ]) {
    assert.throws(use, { name: "StoreError", kind: "denied" });
  }
});

test("a connection has an entry for each credential, whatever the component asks for", () => {
  const name = (changes: Partial<Connection>, asked: string, tenant = "") =>
    new Allowed(tenant, { ...connection, ...changes }, undefined).token(asked);
  const current = name({}, CURRENT);
  assert.match(current, /^cache:token\/[0-9a-f]{32}$/);
  assert.notEqual(name({}, NEXT), current);
  for (const other of ["cache:", "cache:x", "cache:token/global/fabrikam.com/app/client-secret/theirs"]) {
    assert.equal(name({}, other), current, other);
  }
  // A token is the app's: all of its mailboxes share it. Spelling makes no difference.
  assert.equal(name({ mailbox: "b@contoso.com", tenantId: " Contoso.COM ", cloud: "Global" }, CURRENT), current);
  for (const changes of [{ cloud: "china" }, { tenantId: "fabrikam.com" }, { clientId: "other" }]) {
    assert.notEqual(name(changes, CURRENT), current, JSON.stringify(changes));
  }
  assert.notEqual(name({}, CURRENT, "customer"), current);
});

test("the name of an entry is the one that the Rust host gives it, so that both can share a store", () => {
  // SHA-256 over the parts with their lengths, as host-harness/src/sandbox/allowed/cache.rs has it. It was computed by another program.
  assert.equal(new Allowed("", connection, undefined).token(CURRENT), "cache:token/85ab65fe0e6c25001dba73ee7c13b5cf");
});
