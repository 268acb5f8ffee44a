/**
 * `@outlook-connector/forms` as another project has it: packed, installed from the file, compiled with strict types and bundled. It needs the
 * npm registry for React and the package's dependencies.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { DESKTOP, Watch, launch } from "../support/browser.ts";
import { DEMO } from "../support/demo.ts";

const UI = join(import.meta.dirname, "../..");
const DESCRIPTOR = join(UI, "../src/operations/describe/descriptor.json");
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

const run = promisify(execFile);

interface Package {
  version: string;
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

async function packageIn(folder: string): Promise<Package> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Package;
}

/** Packs the package, and builds the app with it in a folder of its own. Returns the folder with the built app. */
async function builtApp(folder: string): Promise<string> {
  const npm = (args: string[], cwd: string) => run("npm", args, { cwd });
  await npm(["pack", "--pack-destination", folder], join(UI, "packages/forms"));
  const { version, peerDependencies } = await packageIn(join(UI, "packages/forms"));
  const { devDependencies: tools } = await packageIn(UI);
  const app = join(folder, "app");
  await cp(join(import.meta.dirname, "app"), app, { recursive: true });
  await cp(DESCRIPTOR, join(app, "src/descriptor.json"));
  const wanted = [
    join(folder, `outlook-connector-forms-${version}.tgz`),
    ...Object.entries(peerDependencies).map(([name, range]) => `${name}@${range}`),
    ...["typescript", "vite", "@types/react", "@types/react-dom"].map((name) => `${name}@${tools[name] ?? ""}`),
  ];
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", ...wanted], app);
  await npm(["run", "build"], app).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout);
  });
  return join(app, "dist");
}

test("another project installs the package, compiles it, and shows a form and a failure", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outlook-forms-"));
  const browser = await launch();
  let server: Server | undefined;
  try {
    const dist = await builtApp(folder);
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      const file = join(dist, path === "/" ? "index.html" : path);
      readFile(file).then(
        (bytes) => response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream").end(bytes),
        () => response.writeHead(404).end(),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const origin = `http://127.0.0.1:${port}`;
    const watch = new Watch();
    const page = await watch.page(await browser.newContext(DESKTOP), origin);
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await page.goto(origin);

    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Directory (tenant) ID is needed.").waitFor();
    await page.getByLabel("Directory (tenant) ID").fill(DEMO.tenant);
    await page.getByLabel("Application (client) ID").fill(DEMO.client);
    await page.getByLabel("Client secret value").first().fill(DEMO.secret);
    await page.getByLabel("Mailbox (default user)").fill(DEMO.mailbox);
    await page.getByRole("button", { name: "Save" }).click();
    const saved = page.locator("output:not(:empty)");
    assert.deepEqual(JSON.parse(await saved.innerText()), {
      parameters: {
        connection: {
          tenant_id: DEMO.tenant,
          client_id: DEMO.client,
          credential: { "client-secret": "secret-of-this-connection" },
          mailbox: DEMO.mailbox,
        },
      },
      secrets: ["secret-of-this-connection"],
    });

    const card = page.locator(".of-card");
    await card.getByText("The mailbox is not a member of the group").waitFor();
    await card.getByText("Get-DistributionGroupMember -Identity 'Senders'").first().waitFor();
    await card.getByRole("link", { name: "Mailboxes in the Exchange admin center" }).waitFor();
    // The style sheet is there.
    assert.notEqual(await card.evaluate((element) => getComputedStyle(element).borderRadius), "0px");
    assert.deepEqual(watch.faults, []);
  } finally {
    await browser.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  }
});
