import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import test, { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { BOOK, ON_DISK, reading } from "../support/book.ts";
import { PHONE, launch } from "../support/browser.ts";

let browser: Browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** What is no page of the book: a server's page for a wrong address, and one that leads on at once. */
const NO_PAGES = ["404.html", "troubleshooting/README.html"];

test("every page opens from a disk, fits a phone of 320 px, and its links lead to pages and anchors", async () => {
  const files = (await readdir(BOOK, { recursive: true })).map((file) => file.replaceAll("\\", "/"));
  const names = files.filter((file) => file.endsWith(".html") && !NO_PAGES.includes(file)).sort();
  assert.ok(names.length > 40, `${names.length} pages`);
  const links: { from: string; file: string; anchor: string }[] = [];
  const anchors = new Map<string, string[]>();
  await reading(
    browser,
    ON_DISK,
    async (page) => {
      for (const name of names) {
        await page.goto(`${ON_DISK}/${name}`);
        const { hrefs, ids, width } = await page.evaluate(() => ({
          hrefs: [...document.querySelectorAll<HTMLAnchorElement>("main a[href]")].map((link) => link.href),
          ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
          width: document.documentElement.scrollWidth,
        }));
        assert.ok(width <= 320, `${name} has a width of ${width} pixels`);
        anchors.set(name, ids);
        for (const href of hrefs.filter((address) => address.startsWith("file:"))) {
          const [file = "", anchor = ""] = href.split("#");
          links.push({ from: name, file: file.replace(`${ON_DISK}/`, ""), anchor: decodeURIComponent(anchor) });
        }
      }
    },
    PHONE,
  );
  assert.ok(links.length > 500, `${links.length} links`);
  const leadsOn = ({ file, anchor }: { file: string; anchor: string }) =>
    files.includes(file) && (anchor === "" || anchors.get(file)?.includes(anchor) === true);
  assert.deepEqual(
    links.filter((link) => !leadsOn(link)),
    [],
  );
});
