import assert from "node:assert/strict";
import test, { after } from "node:test";
import { DESKTOP } from "../support/browser.ts";
import { connect, tested } from "../support/steps.ts";
import { closeBrowser, inWindow } from "../support/window.ts";
import { worldWith, type Difference } from "../support/worlds.ts";

after(closeBrowser);

/** Each misconfiguration, the step that finds it, and what the card names first. */
const MISCONFIGURATIONS: [string, Difference, string, RegExp][] = [
  ["no role at all", { application: { exchangeRoles: [] } }, "Access to the mailbox", /no right to mail|not a member/],
  [
    "a filter that names the group by its address",
    { filter: "MemberOfGroup -eq 'email-senders@contoso.com'" },
    "Access to the mailbox",
    /not a member|filter of the scope/,
  ],
  [
    "the object ID of the app registration",
    { application: { exchangePointer: "appRegistration" } },
    "Access to the mailbox",
    /not a member|wrong object ID|no right/,
  ],
  [
    "a secret that has expired",
    {
      application: {
        secrets: [
          {
            secretId: "0b9d6e43-7c1f-4f58-a2e6-d38514c7f926",
            value: "demo-secret-value-of-the-outlook-emulator",
            expires: "2026-01-31T00:00:00Z",
          },
        ],
      },
    },
    "Sign-in at Microsoft Entra",
    /expired/,
  ],
  ["a mailbox without a licence", { mailbox: { kind: "unlicensed" } }, "Access to the mailbox", /licen[cs]e/],
  ["a mailbox on premises", { mailbox: { kind: "onPremises" } }, "Access to the mailbox", /premises/],
  [
    "Conditional Access",
    { application: { blockedByConditionalAccess: true } },
    "Sign-in at Microsoft Entra",
    /Conditional Access/,
  ],
];

for (const [what, difference, step, cause] of MISCONFIGURATIONS) {
  test(`${what}: one card, with the cause among the first`, async () => {
    await inWindow(
      async ({ page, go }) => {
        await go("/connect");
        await connect(page, "contoso");
        await tested(page);
        await page.locator(".of-step-fail").getByText(`${step}: Failed`).waitFor();
        assert.equal(await page.locator(".of-card").count(), 1);
        assert.match(await page.locator(".of-card .of-cause strong").innerText(), cause);
      },
      DESKTOP,
      worldWith(difference),
    );
  });
}

test("a send whose response is lost, by an app that cannot read the mailbox: the card says so, and offers no second send", async () => {
  const faults = [{ on: "sendMail", effect: { kind: "closeAfterProcessing" } }];
  await inWindow(
    async ({ page, go }) => {
      await go("/connect");
      await connect(page, "contoso");
      await tested(page);
      await go("/connections/contoso/send");
      await page.getByLabel("To", { exact: true }).fill("alex@contoso.com");
      await page.getByLabel("Subject").fill("Lost");
      await page.getByLabel("Use a key, so that this mail is sent only once").uncheck();
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page
        .locator(".of-card-unknown")
        .getByText("The mail may have been sent.", { exact: false })
        .first()
        .waitFor();
      // Without a key there is no safe way to send again.
      assert.equal(await page.getByRole("button", { name: /^Send/ }).count(), 0);
      await page.getByRole("button", { name: "Look in the mailbox" }).click();
      await page.getByText("It is not known whether the mail was sent.", { exact: true }).waitFor();
      await go("/history");
      await page.getByRole("row").nth(1).getByText("may have been sent").waitFor();
    },
    DESKTOP,
    worldWith({
      faults,
      application: {
        exchangeRoles: [
          {
            role: "Application Mail.Send",
            scope: { managementScope: "Senders Scope" },
            assignedAt: "2026-01-15T09:00:00Z",
          },
        ],
      },
    }),
  );
});

test("a connection that breaks in the middle of an upload does not break the send", async () => {
  const faults = [{ on: "uploadChunk", effect: { kind: "closeAfterBodyBytes", bytes: 100_000 } }];
  await inWindow(
    async ({ page, go }) => {
      await go("/connect");
      await connect(page, "contoso");
      await tested(page);
      await go("/connections/contoso/send");
      await page.getByLabel("To", { exact: true }).fill("alex@contoso.com");
      const file = { name: "big.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(9_000_000, 1) };
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("Accepted by Microsoft at", { exact: false }).waitFor();
    },
    DESKTOP,
    worldWith({ faults }),
  );
});
