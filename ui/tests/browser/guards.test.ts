import assert from "node:assert/strict";
import { request } from "node:http";
import test, { after } from "node:test";
import { Program } from "../support/program.ts";
import { closeBrowser, inWindow } from "../support/window.ts";

after(closeBrowser);

/** Sends what a browser would not let a script send. */
function raw(
  program: Program,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = "",
): Promise<number> {
  const { hostname, port } = new URL(program.origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, setHost: !("host" in headers) }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject).end(body);
  });
}

test("a link works once, and its cookie is out of reach of scripts and other sites", async () => {
  await inWindow(async ({ page, program }) => {
    const [cookie] = await page.context().cookies();
    assert.ok(cookie?.httpOnly);
    assert.equal(cookie.sameSite, "Strict");
    assert.ok(!page.url().includes("token"));
    assert.equal(await page.evaluate(() => history.length < 4 && !location.href.includes("token")), true);

    const other = await page.context().browser()?.newContext();
    const stranger = await other?.newPage();
    assert.ok(stranger);
    await stranger.goto(program.link);
    await stranger.getByText("This window has no access").waitFor();
    await other?.close();
  });
});

test("a reload, a second tab and the back button keep the session and the screen", async () => {
  await inWindow(async ({ page, program, watch, go }) => {
    await go("/explain");
    await page.reload();
    await page.getByRole("heading", { name: "Explain an error" }).waitFor();
    const second = await watch.page(page.context(), program.origin);
    await second.goto(`${program.origin}/#/history`);
    await second.getByRole("heading", { name: "History" }).waitFor();
    await go("/setup");
    await page.getByRole("heading", { name: "Set-up assistant" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Explain an error" }).waitFor();
  });
});

test("other names, other sites and forms are refused", async () => {
  await inWindow(async ({ page, program }) => {
    const [cookie] = await page.context().cookies();
    assert.ok(cookie);
    const session = { cookie: `${cookie.name}=${cookie.value}` };
    const own = { ...session, "x-outlook-page": "1", "content-type": "application/json" };
    assert.equal(await raw(program, "GET", "/v1/connections", session), 200);
    assert.equal(await raw(program, "GET", "/v1/connections", {}), 401);
    assert.equal(await raw(program, "GET", "/v1/connections", { ...session, host: "rebound.example" }), 403);
    assert.equal(await raw(program, "GET", "/", { host: `rebound.example:${new URL(program.origin).port}` }), 403);
    assert.equal(await raw(program, "POST", "/v1/setup-guide", { ...own, origin: "https://evil.example" }, "{}"), 403);
    assert.equal(await raw(program, "POST", "/v1/setup-guide", { ...own, "sec-fetch-site": "cross-site" }, "{}"), 403);
    assert.equal(
      await raw(program, "POST", "/v1/setup-guide", { ...session, "content-type": "application/json" }, "{}"),
      403,
    );
    assert.equal(await raw(program, "POST", "/v1/setup-guide", { ...own, origin: program.origin }, "{}"), 200);
    assert.equal(await raw(program, "DELETE", "/ui/history", session), 403);
    assert.equal(await raw(program, "POST", "/ui/session", { "x-outlook-page": "1" }, '{"token":"guess"}'), 401);
  });
});

test("the policy allows nothing inline and nothing from elsewhere", async () => {
  await inWindow(async ({ page }) => {
    const response = await page.reload();
    const policy = response?.headers()["content-security-policy"] ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.ok(!/unsafe|http|\*|data:/.test(policy), policy);
    const html = (await response?.text()) ?? "";
    assert.ok(!/<style|style=|<script(?![^>]*src=)|\son[a-z]+=/.test(html), html);
  });
});
