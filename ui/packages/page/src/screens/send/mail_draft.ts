import { FileShelf, type FormData } from "@outlook-connector/forms";

/** A mail that is being written. It lives in memory only. */
export interface MailDraft {
  data: FormData;
  key: string;
  withKey: boolean;
  /** After a first try the key stays: another one could send the mail twice. */
  isStarted: boolean;
  files: FileShelf;
}

export const newMail = (): MailDraft => ({
  data: {},
  key: crypto.randomUUID(),
  withKey: true,
  isStarted: false,
  files: new FileShelf(),
});

const MAIL = "send/";
export const mailKey = (connection: string) => `${MAIL}${connection}`;
export const runKey = (connection: string) => `send-run/${connection}`;

/** Returns whether a reload would lose a mail: one that is half written or being handed over, or one whose outcome is open. */
export function losesMail(drafts: Iterable<[string, unknown]>): boolean {
  const all = new Map(drafts);
  return [...all].some(([key, draft]) => {
    if (!key.startsWith(MAIL)) return false;
    const run = all.get(runKey(key.slice(MAIL.length))) as { state: string } | undefined;
    if (run?.state === "sent") return false;
    const { data, isStarted } = draft as MailDraft;
    return isStarted || Object.values(data).some(isGiven);
  });
}

/** Forms fill in defaults, which nobody has typed. */
function isGiven(value: unknown): boolean {
  return (typeof value === "string" && value.trim() !== "") || (Array.isArray(value) && value.length > 0);
}
