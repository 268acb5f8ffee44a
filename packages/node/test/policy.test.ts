// What may leave: requests, addresses, proxies, routes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../src/http/connect.js";
import { ConnectFault } from "../src/http/fault.js";
import { proxiesFrom } from "../src/http/proxies.js";
import { isPublic } from "../src/policy/address.js";
import { Binding } from "../src/policy/binding.js";
import { knownRequest } from "../src/policy/endpoint.js";
import { parseTarget } from "../src/policy/route.js";

test("addresses inside a network are refused", () => {
  for (const [address, expected] of [
    ["20.190.160.1", true],
    ["172.15.255.255", true],
    ["172.32.0.1", true],
    ["100.63.255.255", true],
    ["2603:1036:3000::1", true],
    ["64:ff9b::14be:a001", true],
    ["::ffff:20.190.160.1", true],
    ["127.0.0.1", false],
    ["::1", false],
    ["::ffff:127.0.0.1", false],
    ["64:ff9b::7f00:1", false],
    ["2002:7f00:1::", false],
    ["10.1.2.3", false],
    ["172.16.0.1", false],
    ["192.168.1.1", false],
    ["fd12::1", false],
    ["169.254.169.254", false],
    ["fe80::1", false],
    ["100.64.0.1", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["ff02::1", false],
    ["0.0.0.0", false],
    ["192.0.2.1", false],
    ["198.19.0.1", false],
    ["240.0.0.1", false],
    ["::", false],
    ["2001:db8::1", false],
    ["2001::1", false],
    ["3fff:fff::1", false],
    ["::127.0.0.1", false],
  ] as const) {
    assert.equal(isPublic(address), expected, address);
  }
});

test("a name that resolves to loopback gets no connection", async () => {
  const ways = { route: undefined, proxyFor: () => undefined, secureContext: undefined };
  await assert.rejects(connect(ways, "localhost", new AbortController().signal), (error) => {
    assert.ok(error instanceof ConnectFault);
    assert.deepEqual(error.wasi, { tag: "destination-IP-prohibited" });
    return true;
  });
});

test("requests are those of the connector, and of the call's connection", () => {
  const credential = { tag: "client-secret", val: "s" } as const;
  const connection = { tenantId: " Contoso.com ", clientId: "c", mailbox: "Megan@contoso.com", credential };
  const binding = new Binding({ ...connection, outOfScopeMailbox: "ceo@contoso.com" }, true);
  const graph = "https://graph.microsoft.com/v1.0/users";
  const ours = `${graph}/megan%40contoso.com`;
  const filter = "$filter=id%20eq%20'String%20x'%20and%20ep/value%20eq%20'k'";
  for (const [expected, method, uri] of [
    [true, "POST", "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"],
    [true, "POST", "https://login.microsoftonline.com/CONTOSO%2Ecom/oauth2/v2.0/token"],
    [false, "POST", "https://login.microsoftonline.com/attacker.com/oauth2/v2.0/token"],
    [false, "POST", "https://login.microsoftonline.us/contoso.com/oauth2/v2.0/token"],
    [true, "POST", `${ours}/sendMail`],
    [true, "POST", `${graph}/MEGAN@contoso.com/messages`],
    [false, "POST", `${graph}/alex%40contoso.com/sendMail`],
    [false, "POST", `${ours}/sendMail?x=y`],
    [false, "POST", `${ours}/%73endMail`],
    [false, "POST", `${ours}//sendMail`],
    [false, "POST", `${graph}/megan%40contoso.com%2Fx/sendMail`],
    [true, "GET", `${ours}/mailFolders/drafts?$select=id`],
    [false, "GET", `${ours}/mailFolders/inbox?$select=id`],
    [false, "GET", `${ours}/messages`],
    [true, "GET", `${ours}/messages?$select=id,sentDateTime&$top=5&${filter}`],
    [false, "GET", `${ours}/messages?$select=id,body`],
    [false, "GET", `${ours}/messages?$select=id&$search=x`],
    [false, "GET", `${ours}/messages?$select=id&$filter=x%26$expand=y`],
    [true, "GET", `${ours}/messages/m?$select=id&$expand=singleValueExtendedProperties($filter=id%20eq%20'x')`],
    [false, "GET", `${ours}/messages/m?$select=id&$expand=singleValueExtendedProperties($filter=x;$top=1)`],
    [false, "GET", `${ours}/messages/m?$select=id&$expand=attachments`],
    [true, "DELETE", `${ours}/messages/m`],
    [false, "DELETE", `${ours}/messages/..`],
    [false, "DELETE", `${ours}/messages/a%252Fb`],
    [true, "GET", `${graph}/ceo%40contoso.com/mailFolders/drafts?$select=id`],
    [true, "POST", `${graph}/ceo%40contoso.com/messages/m/send`],
    [false, "POST", `${graph}/ceo%40contoso.com/sendMail`],
    [false, "GET", "https://example.com/"],
  ] as const) {
    const [, authority = "", target = ""] = /^https:\/\/([^/]+)(.*)$/.exec(uri) ?? [];
    const head = { method, scheme: "https", authority, target, headers: [] };
    const known = knownRequest(head);
    assert.equal(known !== undefined && binding.allows(head, known), expected, `${method} ${uri}`);
    if (known !== undefined) assert.equal(new Binding(undefined).allows(head, known), false, uri);
  }
});

test("proxies are those of the environment", () => {
  const proxyFor = proxiesFrom({ HTTPS_PROXY: "http://u:p%40@proxy:3128", NO_PROXY: "example.com, .microsoft.us" });
  assert.deepEqual(proxyFor("graph.microsoft.com"), {
    host: "proxy",
    port: 3128,
    authorization: `Basic ${Buffer.from("u:p@").toString("base64")}`,
  });
  assert.equal(proxyFor("graph.microsoft.us"), undefined);
  assert.equal(proxiesFrom({ all_proxy: "proxy.contoso.com" })("graph.microsoft.com")?.port, 80);
  assert.equal(proxiesFrom({ HTTPS_PROXY: "", ALL_PROXY: "http://x" })("graph.microsoft.com"), undefined);
  assert.equal(proxiesFrom({ HTTPS_PROXY: "http://x", no_proxy: "*" })("graph.microsoft.com"), undefined);
  for (const value of ["https://proxy:8443", "socks5://user:marker@proxy:1080", "http://", "not a proxy"]) {
    assert.throws(
      () => proxiesFrom({ HTTPS_PROXY: value }),
      (error: Error) => error.message.includes("HTTPS_PROXY") && !error.message.includes("marker"),
      value,
    );
  }
});

test("a route leads to this machine", () => {
  assert.deepEqual(parseTarget("https://localhost:8443"), { address: "127.0.0.1", port: 8443, tls: true });
  assert.equal(parseTarget("http://[::1]:1").address, "::1");
  for (const text of [
    "http://example.com:80",
    "http://127.0.0.1:1/path",
    "ftp://127.0.0.1",
    "http://u@127.0.0.1:1",
    "x",
  ]) {
    assert.throws(() => parseTarget(text), TypeError, text);
  }
});
