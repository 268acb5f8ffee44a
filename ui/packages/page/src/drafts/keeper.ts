import type { Profile } from "@outlook-connector/forms";
import { service } from "../api/service.ts";
import type { Drafts } from "./drafts.ts";
import { isKept, withOwnSecrets, withoutSecrets } from "./kept.ts";

/** Waits for a pause in typing before it calls the program. */
const PAUSE_MS = 400;

/** What windows of one browser tell each other. It is no storage: who does not listen does not get it. */
type Message = { draft: string; value?: unknown } | { saved: true };

/**
 * Keeps drafts of set-up values in the program, and tells the other windows of the page what was typed and saved. Nothing of it goes into
 * the browser's storage.
 */
export class Keeper {
  readonly #drafts: Drafts;
  readonly #profiles: Profile[];
  readonly #channel = new BroadcastChannel("outlook-page");
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(drafts: Drafts, profiles: Profile[], onSaved: () => void) {
    this.#drafts = drafts;
    this.#profiles = profiles;
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ("saved" in data) onSaved();
      else if (data.value === undefined) drafts.delete(data.draft);
      else drafts.set(data.draft, withOwnSecrets(data.value, drafts.get(data.draft), profiles));
    };
    addEventListener("pagehide", this.#flush);
  }

  /** Keeps a draft that has changed, after a pause. */
  changed(key: string) {
    if (!isKept(key)) return;
    clearTimeout(this.#waiting.get(key));
    this.#waiting.set(
      key,
      setTimeout(() => this.#keep(key), PAUSE_MS),
    );
  }

  /** Forgets a draft that was saved or thrown away. */
  forget(key: string) {
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    this.#drafts.delete(key);
    if (!isKept(key)) return;
    this.#tell({ draft: key });
    service.removeDraft(key).catch(() => undefined);
  }

  /** Tells the other windows that connections or secrets have changed. */
  saved() {
    this.#tell({ saved: true });
  }

  close() {
    removeEventListener("pagehide", this.#flush);
    this.#flush();
    this.#channel.close();
  }

  readonly #flush = () => {
    for (const key of this.#waiting.keys()) this.#keep(key);
  };

  #keep(key: string) {
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    const draft = this.#drafts.get(key);
    if (draft === undefined) return;
    const value = withoutSecrets(draft, this.#profiles);
    this.#tell({ draft: key, value });
    // If the program is gone, the shell says so.
    service.keepDraft(key, value).catch(() => undefined);
  }

  #tell(message: Message) {
    this.#channel.postMessage(message);
  }
}
