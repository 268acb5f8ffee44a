// Each way to fail, the code it gets, and whether a mail may have been sent: the table of host-harness/src/transport/tests.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { Journal, REQUESTS_AT_ONCE } from "../src/http/journal.js";
import { Exchange } from "../src/http/exchange.js";
import {
  Line,
  respond,
  respondEarly,
  SEND,
  silence,
  TinyServer,
  TOKEN,
  waysTo,
  type Script,
} from "./support/exchange.js";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
/** Milliseconds. */
const QUICK = 200;

async function against<T>(script: Script, use: (line: Line, server: TinyServer) => Promise<T>): Promise<T> {
  await using server = new TinyServer(script);
  using line = new Line(waysTo(await server.listen()));
  return await use(line, server);
}

test("a refused connection proves that nothing was sent", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  using line = new Line(waysTo(port));
  const { response, journal } = await line.exchange(SEND);
  assert.deepEqual(response, { tag: "connection-refused" });
  assert.equal(journal.mayHaveSentMail, false);
});

test("TCP is accepted and TLS never answered: nothing was sent", async () => {
  await using server = new TinyServer(silence);
  using line = new Line(waysTo(await server.listen(), { tls: true }));
  const { response, journal } = await line.exchange(SEND, undefined, { connect: QUICK });
  assert.deepEqual(response, { tag: "connection-timeout" });
  assert.equal(journal.mayHaveSentMail, false);
});

test("a TLS handshake that fails is no proof", async () => {
  await using server = new TinyServer(async (socket) => {
    await once(socket, "data");
    socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  using line = new Line(waysTo(await server.listen(), { tls: true }));
  const { response } = await line.exchange(SEND);
  assert.deepEqual(response, { tag: "TLS-protocol-error" });
});

test("no response in time", () =>
  against(silence, async (line) => {
    const { response, journal } = await line.exchange(SEND, undefined, { firstByte: QUICK });
    assert.deepEqual(response, { tag: "HTTP-response-timeout" });
    assert.equal(journal.mayHaveSentMail, true);
  }));

test("closed without a response", () =>
  against(respond("", true), async (line) => {
    const { response, journal } = await line.exchange(SEND);
    assert.deepEqual(response, { tag: "connection-terminated" });
    assert.equal(journal.mayHaveSentMail, true);
  }));

test("reset within the response's wait", () =>
  against(
    async (socket) => {
      await once(socket, "data");
      socket.resetAndDestroy();
    },
    async (line) => {
      const { response, journal } = await line.exchange(SEND);
      assert.deepEqual(response, { tag: "connection-terminated" });
      assert.equal(journal.mayHaveSentMail, true);
    },
  ));

test("a kept connection that the server closes under the next request is no proof", () =>
  against(
    async (socket) => {
      await once(socket, "data");
      socket.write(OK);
      await once(socket, "data");
      socket.resetAndDestroy();
    },
    async (line, server) => {
      await line.exchange(SEND);
      const { response, journal } = await line.exchange(SEND);
      assert.equal(server.connections, 1);
      assert.deepEqual(response, { tag: "connection-terminated" });
      assert.equal(journal.mayHaveSentMail, true);
    },
  ));

test("a response that is not HTTP", () =>
  against(respond("SSH-2.0-OpenSSH_9.2\r\n\r\n", true), async (line) => {
    const { response, journal } = await line.exchange(SEND);
    assert.deepEqual(response, { tag: "HTTP-protocol-error" });
    assert.equal(journal.mayHaveSentMail, true);
  }));

test("a server that changes the protocol ends the request, and proves nothing", () =>
  against(respond("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"), async (line) => {
    const { response, journal } = await line.exchange(SEND);
    assert.deepEqual(response, { tag: "connection-terminated" });
    assert.equal(journal.mayHaveSentMail, true);
  }));

test("a head that is too large", () =>
  against(respond(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(1024 * 1024)}\r\n\r\n`, true), async (line) => {
    const { response } = await line.exchange(SEND);
    assert.deepEqual(response, { tag: "HTTP-response-header-section-size", val: undefined });
  }));

test("a response that breaks off, and one that stalls", async () => {
  const half = "HTTP/1.1 202 Accepted\r\ncontent-length: 10\r\n\r\nhalf";
  await against(respond(half, true), async (line) => {
    assert.deepEqual((await line.exchange(SEND)).body, { tag: "HTTP-response-incomplete" });
  });
  await against(respond(half), async (line) => {
    const { body } = await line.exchange(SEND, undefined, { betweenBytes: QUICK });
    assert.deepEqual(body, { tag: "connection-read-timeout" });
  });
});

test("what a status says about the mail", async () => {
  for (const [status, mayHaveBeenSent] of [
    [202, true],
    [200, true],
    [302, true],
    [500, true],
    [503, true],
    [408, true],
    [400, false],
    [403, false],
    [429, false],
  ] as const) {
    await against(respond(`HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`), async (line) => {
      const { response, journal } = await line.exchange(SEND);
      assert.ok("status" in response && response.status === status);
      assert.equal(journal.mayHaveSentMail, mayHaveBeenSent, String(status));
    });
  }
});

test("connections are used again, and name Microsoft's host", () =>
  against(respond(OK), async (line, server) => {
    for (let index = 0; index < 5; index += 1) assert.equal((await line.exchange(TOKEN)).body, "ok");
    assert.equal(server.connections, 1);
    const head = server.heads[0] ?? "";
    assert.ok(head.startsWith("post /t/oauth2/v2.0/token http/1.1\r\n"), head);
    assert.equal(head.match(/^host: login\.microsoftonline\.com\r$/gm)?.length, 1);
  }));

test("a short body gets its length, and a long one streams", () =>
  against(respond(OK), async (line, server) => {
    const pieces = (count: number, size: number) => Array.from({ length: count }, () => Buffer.alloc(size, "x"));
    for (const [count, size, length] of [
      [0, 0, 0],
      [3, 100, 300],
      [64, 1024, 65_536],
    ] as const) {
      await line.exchange(TOKEN, pieces(count, size));
      assert.ok(server.heads.at(-1)?.includes(`content-length: ${length}\r\n`), server.heads.at(-1));
    }
    await line.exchange(TOKEN, pieces(65, 1024));
    assert.ok(server.heads.at(-1)?.includes("transfer-encoding: chunked\r\n"));
    assert.equal(server.bodies.at(-1)?.match(/x/g)?.length, 65 * 1024);
  }));

test("a response arrives before the body is sent", () =>
  against(respondEarly("HTTP/1.1 413 Content Too Large\r\ncontent-length: 5\r\n\r\nlarge"), async (line) => {
    // A body that never ends: only a response that does not wait for it can arrive.
    const { response, body } = await line.exchange(SEND, "endless");
    assert.ok("status" in response && response.status === 413);
    assert.equal(body, "large");
  }));

test("a body that is not as long as it was announced never arrives whole", () =>
  against(respond(OK), async (line, server) => {
    const head = { ...SEND, headers: [["content-length", "100000"]] as const };
    const { response } = await line.exchange(head, [Buffer.alloc(50_000)]);
    assert.deepEqual(response, { tag: "connection-terminated" });
    assert.equal(server.bodies.length, 0);
  }));

test("a redirect is a response", () =>
  against(
    respond("HTTP/1.1 302 Found\r\nlocation: https://login.microsoftonline.com/x\r\ncontent-length: 0\r\n\r\n"),
    async (line, server) => {
      const { response } = await line.exchange(SEND);
      assert.ok("status" in response && response.status === 302);
      assert.equal(server.heads.length, 1);
    },
  ));

test("what the policy forbids opens no connection", () =>
  against(respond(OK), async (line, server) => {
    for (const head of [
      { ...SEND, authority: "example.com" },
      { ...SEND, scheme: "http" },
      { ...SEND, authority: "graph.microsoft.com:8443" },
      { ...SEND, authority: "u@graph.microsoft.com" },
      { ...SEND, headers: [["x-http-method-override", "DELETE"]] as const },
      { ...SEND, target: "/v1.0/users/other/sendMail" },
      { ...SEND, target: "/v1.0/users/u/messages/m/forward" },
      { ...TOKEN, method: "GET" },
      { ...TOKEN, target: "/other/oauth2/v2.0/token" },
      { ...SEND, method: "PUT", authority: "outlook.office.com", target: "/x?authtoken=a" },
    ]) {
      assert.deepEqual((await line.exchange(head)).response, { tag: "HTTP-request-denied" }, JSON.stringify(head));
    }
    assert.equal(server.connections, 0);
  }));

test("an upload URL is allowed once Graph has named it", () => {
  const session = JSON.stringify({ uploadUrl: "https://outlook.office.com/up?authtoken=a.b'c" });
  return against(
    respond(`HTTP/1.1 201 Created\r\ncontent-length: ${session.length}\r\n\r\n${session}`),
    async (line) => {
      const upload = { ...SEND, method: "PUT", authority: "outlook.office.com", target: "/up?authtoken=a.b'c" };
      assert.deepEqual((await line.exchange(upload)).response, { tag: "HTTP-request-denied" });
      const create = { ...SEND, target: "/v1.0/users/u/messages/m/attachments/createUploadSession" };
      assert.equal((await line.exchange(create)).body, session);
      assert.ok("status" in (await line.exchange(upload)).response);
      assert.ok("status" in (await line.exchange({ ...upload, target: "/up?authtoken=a.b%27c" })).response);
      assert.deepEqual((await line.exchange({ ...upload, target: "/up" })).response, { tag: "HTTP-request-denied" });
    },
  );
});

test("a proxy gets a tunnel request, and its refusal proves that nothing was sent", async () => {
  await using proxy = new TinyServer(respond("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", true));
  const port = await proxy.listen();
  const proxyFor = () => ({ host: "127.0.0.1", port, authorization: "Basic dTpw" });
  using line = new Line({ route: undefined, proxyFor, secureContext: undefined });
  const { response, journal } = await line.exchange(SEND);
  assert.deepEqual(response, { tag: "destination-unavailable" });
  assert.equal(journal.mayHaveSentMail, false);
  const [head = ""] = proxy.heads;
  assert.ok(head.startsWith("connect graph.microsoft.com:443 http/1.1\r\n"), head);
  assert.ok(head.includes("proxy-authorization: basic dtpw\r\n"));
});

test("a call has four requests under way at once, their responses included", () =>
  against(respond(OK), async (line) => {
    const journal = new Journal();
    const { transport, binding } = line;
    const surroundings = { transport, binding, journal, onRequest: undefined, ring: () => undefined };
    const started = Array.from({ length: REQUESTS_AT_ONCE }, () => Exchange.start(surroundings, SEND, {}));
    assert.ok(started.every((exchange) => exchange instanceof Exchange));
    assert.deepEqual(Exchange.start(surroundings, SEND, {}), { tag: "HTTP-request-denied" });
    for (const exchange of started) if (exchange instanceof Exchange) exchange.abort();
    assert.ok("status" in (await line.exchange(SEND, undefined, {}, journal)).response);
  }));

test("progress counts the body", () =>
  against(respond(OK), async (line) => {
    const seen: number[] = [];
    const journal = new Journal((bytes) => seen.push(bytes));
    await line.exchange(
      SEND,
      Array.from({ length: 100 }, () => Buffer.alloc(1000)),
      {},
      journal,
    );
    assert.equal(seen.at(-1), 100_000);
  }));
