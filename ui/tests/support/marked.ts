import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** Everything that is English on a German page has a visible word beside it that says so: in the same card, notice, field or line. */
export async function expectMarked(page: Page): Promise<void> {
  const unmarked = await page.locator("main").evaluate((main) =>
    [...main.querySelectorAll("[lang=en]")]
      .filter((element) => {
        if (/auf Englisch/.test(element.closest(".of-card")?.textContent ?? "")) return false;
        return ![".of-notice", ".of-field", ".of-step", "li", "p", "blockquote"].some((around) =>
          /englisch/i.test(element.closest(around)?.textContent ?? ""),
        );
      })
      .map((element) => element.outerHTML),
  );
  assert.deepEqual(unmarked, []);
}
