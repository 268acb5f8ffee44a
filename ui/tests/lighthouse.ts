/**
 * Runs Lighthouse on screens of the page in Chromium, and prints a table: `npm run lighthouse`. npx fetches Lighthouse, which is not among the
 * packages of this workspace: it is larger than all of them.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { EXECUTABLE } from "./support/browser.ts";
import { freePort, Program } from "./support/program.ts";
import { connect, tested } from "./support/steps.ts";

const LIGHTHOUSE = "lighthouse@13.5.0";
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const SCREENS = ["/", "/connect", "/connections/contoso/send", "/setup"];

interface Report {
  lighthouseVersion: string;
  environment: { hostUserAgent: string };
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { displayValue?: string; score: number | null; title: string; scoreDisplayMode: string }>;
}

const run = promisify(execFile);
const port = await freePort();
const profile = await mkdtemp(join(tmpdir(), "outlook-lighthouse-"));
const program = await Program.start();
// Lighthouse opens its tabs in the profile itself, so that they have the cookie.
const context = await chromium.launchPersistentContext(profile, {
  executablePath: EXECUTABLE,
  args: ["--no-sandbox", "--disable-dev-shm-usage", `--remote-debugging-port=${port}`],
});
try {
  const page = await context.newPage();
  await page.goto(program.link);
  await page.getByRole("link", { name: "Add a connection" }).first().click();
  await connect(page, "contoso");
  await tested(page);
  for (const form of ["desktop", "mobile"]) {
    for (const screen of SCREENS) await measure(screen, form);
  }
} finally {
  await context.close();
  await program.stop();
  await rm(profile, { recursive: true, force: true });
}

async function measure(screen: string, form: string) {
  const output = join(profile, "report.json");
  await run("npx", [
    "--yes",
    LIGHTHOUSE,
    `${program.origin}/#${screen}`,
    `--port=${port}`,
    "--disable-storage-reset",
    `--only-categories=${CATEGORIES.join(",")}`,
    "--output=json",
    `--output-path=${output}`,
    "--quiet",
    ...(form === "desktop" ? ["--preset=desktop"] : []),
  ]);
  const report = JSON.parse(await readFile(output, "utf8")) as Report;
  const scores = CATEGORIES.map((id) => Math.round((report.categories[id]?.score ?? 0) * 100));
  const paint = report.audits["largest-contentful-paint"]?.displayValue ?? "";
  console.log(`| ${screen} | ${form} | ${scores.join(" | ")} | ${paint} |`);
  for (const { title, score, scoreDisplayMode } of Object.values(report.audits)) {
    if (score !== null && score < 0.9 && scoreDisplayMode === "binary") console.log(`  ${title}`);
  }
  console.log(`  Lighthouse ${report.lighthouseVersion}, ${report.environment.hostUserAgent}`);
}
