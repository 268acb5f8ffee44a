import type { ConnectionTest, TestStatus } from "../descriptor.ts";
import type { StepStatus } from "../records.ts";
import type { Lookup } from "../use_lookup.ts";

/** Returns the statuses of a test, in the language of the page. */
export function statusesOf(test: ConnectionTest, lookup: Lookup): TestStatus[] {
  return test.statuses.map((status) => ({
    ...status,
    title: lookup(`status.${status.id}#title`) ?? status.title,
    meaning: lookup(`status.${status.id}#meaning`) ?? status.meaning,
  }));
}

/** Returns a status of the descriptor. One that the descriptor does not name has its ID as its words. */
export function statusOf(test: ConnectionTest, id: StepStatus, lookup: Lookup): TestStatus {
  const found = statusesOf(test, lookup).find((status) => status.id === id);
  return found ?? { id, title: id, tone: "neutral", sign: "?", meaning: "" };
}

/** Returns the title of a step, in the language of the page. */
export function stepTitle(step: { id: string; title: string }, lookup: Lookup): string {
  return lookup(`step.${step.id}#title`) ?? step.title;
}
