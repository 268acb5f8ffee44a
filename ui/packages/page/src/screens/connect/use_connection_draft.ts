import { pointerParts, toForm, type FormData, type Profile } from "@outlook-connector/forms";
import { useMemo } from "react";
import { connectionKey, type ConnectionDraft } from "../../drafts/kept.ts";
import { useDraft } from "../../drafts/use_draft.ts";
import { useShared } from "../../store.tsx";
import { profileOf } from "./save.ts";

/** Returns the draft of a connection, and functions that change it. Profiles share their data, so that nothing has to be typed again. */
export function useConnectionDraft(savedName: string | undefined) {
  const { descriptor, connections, keeper } = useShared();
  const profiles = descriptor.connection.profiles;
  const before = connections.find((saved) => saved.name === savedName)?.connection;
  const first = profileOf(profiles, before);
  const key = connectionKey(savedName);
  const [changed, setDraft] = useDraft<ConnectionDraft | undefined>(key, () => undefined);
  // A form that nobody has changed shows what is saved, also if another window saves.
  const untouched = useMemo<ConnectionDraft>(
    () => ({ profile: first.id, name: savedName ?? "", data: before ? toForm(first, { connection: before }) : {} }),
    [first, savedName, before],
  );
  const draft = changed ?? untouched;
  const profile = profiles.find(({ id }) => id === draft.profile) ?? first;
  return {
    draft: { ...draft, data: ofProfile(profile, draft.data) },
    profile,
    before,
    isChanged: changed !== undefined,
    change: (part: Partial<ConnectionDraft>) =>
      setDraft({ ...draft, ...part, ...(part.data && { data: { ...draft.data, ...cleared(profile, part.data) } }) }),
    /** Forgets the draft, and the secrets in it, after it was saved or thrown away. */
    forget: () => keeper.forget(key),
  };
}

/** The form of a profile refuses the fields of another. */
function ofProfile(profile: Profile, data: FormData): FormData {
  const names = new Set(profile.ui.fields.map(({ pointer }) => pointerParts(pointer)[0]));
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => names.has(name) && value !== undefined));
}

/** Fields that the person has emptied must not come back from the draft. */
function cleared(profile: Profile, data: FormData): FormData {
  const empty = profile.ui.fields.map(({ pointer }) => [pointerParts(pointer)[0], undefined]);
  return { ...(Object.fromEntries(empty) as FormData), ...data };
}
