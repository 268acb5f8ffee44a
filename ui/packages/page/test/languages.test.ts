import assert from "node:assert/strict";
import test from "node:test";
import de from "../src/locales/de.json" with { type: "json" };
import en from "../src/locales/en.json" with { type: "json" };

test("both languages have the same words, with the same values in them", () => {
  assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
  const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  for (const [key, text] of Object.entries(en))
    assert.deepEqual(values((de as Record<string, string>)[key] ?? ""), values(text), key);
});
