// The time that a call may take. docs/src/embed/time.md has the rules.
import type { Mail } from "../contract/types.js";

/** Time budget that the component assumes when the caller sets none, in milliseconds. */
const DEFAULT_BUDGET_MS = 100_000;

/** Shortest and longest budget that the component accepts, in milliseconds. */
const SHORTEST_BUDGET_MS = 1_000;
const LONGEST_BUDGET_MS = 3_600_000;

/** Time beyond its budget in which a call may still end by itself, with a better report than ours. */
const GRACE_MS = 5_000;

/** Shortest wait for a turn that is taken off the component's budget, in milliseconds. */
const WAIT_NOTICED_MS = 10;

/** Attachments of more bytes get more time, if the caller sets no budget: the rule of the contract's `time-budget-ms`. */
const MORE_TIME_FROM_BYTES = 3_000_000;

/** Bytes of attachments that each further second is for. */
const BYTES_PER_SECOND = 100_000;

/** Most bytes of attachments that the component sends. */
export const MOST_ATTACHMENT_BYTES = 157_286_400;

/** When a call must end. */
export class Deadline {
  readonly budgetMs: number;
  readonly #startedAt = performance.now();

  constructor(budgetMs: number) {
    this.budgetMs = budgetMs;
  }

  /** Time since the start, in milliseconds. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Time until the budget ends. */
  get leftMs(): number {
    return Math.max(0, this.budgetMs - this.elapsedMs);
  }

  /** Time after which the call is stopped. */
  get limitMs(): number {
    return this.budgetMs + GRACE_MS;
  }

  /** Time until the call is stopped. */
  get leftToLimitMs(): number {
    return Math.max(0, this.limitMs - this.elapsedMs);
  }

  /** Whether a wait ends before the budget does. */
  hasTimeFor(waitMs: number): boolean {
    return this.elapsedMs + waitMs < this.budgetMs;
  }
}

/** Converts a budget of the contract. */
export function budget(given: number | undefined): number {
  const milliseconds = given ?? DEFAULT_BUDGET_MS;
  // The component refuses what is no number.
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), LONGEST_BUDGET_MS) : DEFAULT_BUDGET_MS;
}

/** Returns the longest budget that the component may give itself for a mail. Stored files count as the most that it sends. */
export function ownBudget(mail: Mail): number {
  if (mail.tag === "mime") return DEFAULT_BUDGET_MS;
  const sizes = mail.val.attachments.map(({ content }) => {
    switch (content.tag) {
      case "bytes":
        return content.val.length;
      case "base64":
        return (content.val.length / 4) * 3;
      case "stored":
        return MOST_ATTACHMENT_BYTES;
    }
  });
  const bytes = Math.min(
    sizes.reduce((sum, size) => sum + size, 0),
    MOST_ATTACHMENT_BYTES,
  );
  if (bytes <= MORE_TIME_FROM_BYTES) return DEFAULT_BUDGET_MS;
  return DEFAULT_BUDGET_MS + Math.ceil(bytes / BYTES_PER_SECOND) * 1000;
}

/** Takes the time that a call waited for its turn off its budget. A budget that the component refuses is not changed. */
export function lessTime(given: number | undefined, waitedMs: number): number | undefined {
  // Time that passes without a wait is no reason to change the caller's options.
  if (waitedMs < WAIT_NOTICED_MS) return given;
  const budgetMs = given ?? DEFAULT_BUDGET_MS;
  return Math.min(Math.max(Math.floor(budgetMs - waitedMs), SHORTEST_BUDGET_MS), budgetMs);
}

/** Sends a mail with its own budget: whether the component takes the default one. */
export function hasDefaultBudget(mail: Mail): boolean {
  return ownBudget(mail) === DEFAULT_BUDGET_MS;
}
