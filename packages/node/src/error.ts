import type { Cause, ConnectorError, ErrorDetail, FieldProblem, Leftover, RequestRecord } from "./contract/types.js";

/**
 * Why a call has no result. The first seven are the cases of the contract's `error`: the connector reports a failure. With the others, the call
 * ended before the connector could report.
 *
 * - `busy`: the call waited too long for its turn.
 * - `timed-out`: it took longer than its time budget and was stopped.
 * - `cancelled`: its `AbortSignal` was aborted.
 * - `trap`: the component broke off. This is a defect.
 * - `not-started`: the call could not be started. Nothing was sent.
 */
export type ErrorCase = ConnectorError["tag"] | "busy" | "timed-out" | "cancelled" | "trap" | "not-started";

/** Changes that a call may have made at Microsoft before it ended. */
export interface SideEffects {
  readonly mail: boolean;
  readonly draft: boolean;
}

const NONE: SideEffects = { mail: false, draft: false };

/**
 * The one error of a call. `message` is one or two sentences for people. It holds no token, secret, upload URL, mail text or recipient.
 */
export class OutlookError extends Error {
  override readonly name = "OutlookError";
  /** What kind of failure this is. */
  readonly case: ErrorCase;
  /** A stable code for programs: the connector's own, such as `client-secret-expired`, or the case. */
  readonly code: string;
  /** What the connector knows of the failure. Absent if the call ended before it could report. */
  readonly detail: ErrorDetail | undefined;
  /**
   * Whether the mail may have been sent. Then it must not be sent again without a look into the mailbox (`checkOutcome`), or without the same
   * idempotency key. It is never false when the mail may have been sent.
   */
  readonly mayHaveBeenSent: boolean;
  /**
   * Whether a call that was stopped may have left a draft in the mailbox. Where the connector itself reports the failure, this is false, and
   * `detail.leftovers` lists what is left.
   */
  readonly mayHaveLeftADraft: boolean;

  constructor(
    kind: ErrorCase,
    message: string,
    options: ErrorOptions & { detail?: ErrorDetail; effects?: SideEffects } = {},
  ) {
    super(message, options);
    this.case = kind;
    this.detail = options.detail;
    this.code = options.detail?.code ?? kind;
    const effects = options.detail === undefined ? (options.effects ?? NONE) : NONE;
    this.mayHaveBeenSent = kind === "permanent-outcome-unknown" || effects.mail;
    this.mayHaveLeftADraft = effects.draft;
  }

  /** Whether the same call may succeed later, and no mail was sent: a program may repeat it, after `retryAfterMs` if that is given. */
  get retryable(): boolean {
    return !this.mayHaveBeenSent && ["throttled", "transient", "busy", "timed-out"].includes(this.case);
  }

  /**
   * How long to wait before a repeat, in milliseconds. Absent means that no time is known: wait longer each time. An error that is not `retryable`
   * has such a time only if its case is `permanent-outcome-unknown`: then a repeat with the same idempotency key is safe after it.
   */
  get retryAfterMs(): number | undefined {
    return this.detail?.retryAfterMs;
  }

  /** Likely causes, the likeliest first, each with its check and its fix. */
  get causes(): readonly Cause[] {
    return this.detail?.causes ?? [];
  }

  /** Fields at fault. */
  get fields(): readonly FieldProblem[] {
    return this.detail?.fields ?? [];
  }

  /** Reference for `checkOutcome`. Present if the connector reports that the mail may have been sent. */
  get reference(): string | undefined {
    return this.detail?.reference;
  }

  /** What a failed send left in the mailbox. The `message` of each entry is for people. */
  get leftovers(): readonly Leftover[] {
    return this.detail?.leftovers ?? [];
  }

  /** Requests of the call, in order. Microsoft's support asks for them. */
  get requests(): readonly RequestRecord[] {
    return this.detail?.requests ?? [];
  }

  /** Returns what a program decides by and a person needs, such as for the next node of a workflow. `JSON.stringify` calls it. */
  toJSON() {
    return {
      case: this.case,
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      retryAfterMs: this.retryAfterMs,
      mayHaveBeenSent: this.mayHaveBeenSent,
      reference: this.reference,
      causes: this.causes,
      fields: this.fields,
      leftovers: this.leftovers,
      requests: this.requests,
    };
  }
}

/** Makes the error of a call of what an export of the component returned. `effects` is what the record of requests shows. */
export function reported(error: ConnectorError | undefined, effects: SideEffects, cause: unknown): OutlookError {
  const options = cause === undefined ? {} : { cause };
  if (error === undefined || error.tag === "execution-failed") {
    return new OutlookError("execution-failed", "the component gave no reason for its failure", {
      ...options,
      effects,
    });
  }
  return new OutlookError(error.tag, error.val.message, { ...options, detail: error.val });
}
