// Queues before mailboxes. Outlook serves four requests at once for an app and a mailbox (Graph, "Microsoft Graph service-specific throttling
// limits": Outlook service), and refuses further ones with 429, which costs everyone more time than waiting here.

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/** The queues of all mailboxes that are in use. */
export class MailboxQueues {
  readonly #most: number;
  readonly #queues = new Map<string, Queue>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Waits for a place, in order of arrival. Returns the function that gives it up. */
  async enter(mailbox: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const queue = this.#queues.get(mailbox) ?? { running: 0, waiting: [] };
    this.#queues.set(mailbox, queue);
    if (queue.running < this.#most) {
      queue.running += 1;
    } else {
      await new Promise<void>((resolve, reject) => {
        const onAbort = () => {
          queue.waiting.splice(queue.waiting.indexOf(enter), 1);
          reject(signal.reason as Error);
        };
        const enter = () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        };
        queue.waiting.push(enter);
        signal.addEventListener("abort", onAbort);
      });
    }
    return () => {
      const next = queue.waiting.shift();
      if (next !== undefined) {
        next();
        return;
      }
      queue.running -= 1;
      if (queue.running === 0) this.#queues.delete(mailbox);
    };
  }
}
