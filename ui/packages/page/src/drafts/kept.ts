import { pointerParts, type FormData, type Profile, type SetupProgress } from "@outlook-connector/forms";

/** The drafts that the program keeps in its folder, so that a reload, another tab and the next day have them. */

/** What was typed into the set-up assistant, which steps are done, where the person was, and when the script was run. */
export interface SetupDraft extends SetupProgress {
  grantedAt?: string | undefined;
}

/** What was typed into the form of a connection. */
export interface ConnectionDraft {
  profile: string;
  name: string;
  data: FormData;
}

export const SETUP = "setup";

/** The key of the draft of a new connection. The set-up assistant fills it in. */
export const NEW_CONNECTION = "connect";

export const connectionKey = (name: string | undefined) => (name === undefined ? NEW_CONNECTION : `connect.${name}`);

/** Mails, recipients and pasted errors are never kept: they live in memory. */
export const isKept = (key: string) => key === SETUP || key === NEW_CONNECTION || key.startsWith("connect.");

/** Returns what is kept of a draft: everything but the secrets. */
export function withoutSecrets(draft: unknown, profiles: Profile[]): object {
  const secrets = new Set(
    profiles.flatMap((profile) => profile.secret_fields.map((pointer) => pointerParts(pointer)[0])),
  );
  const { data, ...rest } = draft as { data: FormData };
  return { ...rest, data: Object.fromEntries(Object.entries(data).filter(([name]) => !secrets.has(name))) };
}

/** Returns what another window typed, with the secrets that only this window has. */
export function withOwnSecrets(received: unknown, own: unknown, profiles: Profile[]): unknown {
  if (own === undefined) return received;
  const kept = withoutSecrets(own, profiles) as { data: FormData };
  const all = (own as { data: FormData }).data;
  const secrets = Object.entries(all).filter(([name]) => !(name in kept.data));
  const { data, ...rest } = received as { data: FormData };
  return { ...rest, data: { ...data, ...Object.fromEntries(secrets) } };
}
