import type { Page } from "playwright-core";
import { DEMO } from "./demo.ts";

export interface ConnectionValues {
  mailbox?: string;
  secret?: string;
  tenant?: string;
  granted?: string;
}

/** Fills in the form of a new connection, and presses the button. */
export async function connect(page: Page, name: string, values: ConnectionValues = {}) {
  await page.getByLabel("Name of this connection").fill(name);
  await page.getByLabel("Directory (tenant) ID").fill(values.tenant ?? DEMO.tenant);
  await page.getByLabel("Application (client) ID").fill(DEMO.client);
  await page
    .getByLabel("Client secret value", { exact: false })
    .first()
    .fill(values.secret ?? DEMO.secret);
  await page.getByLabel("Mailbox (default user)").fill(values.mailbox ?? DEMO.mailbox);
  if (values.granted !== undefined) {
    await page.getByText("More (4 fields)").click();
    await page.getByLabel("Permissions last changed").fill(values.granted);
  }
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** Opens a step of the set-up assistant, if it is folded. */
export async function openStep(page: Page, number: number) {
  const step = page.locator(`#step-${number}`);
  await step.waitFor();
  if ((await step.locator("> details[open]").count()) === 0) await step.locator("> details > summary").click();
  return step;
}

/** Waits until a test has ended. */
export async function tested(page: Page) {
  await page.locator(".pg-verdict strong").waitFor();
}
