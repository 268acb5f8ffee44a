import type { Connection, Profile } from "@outlook-connector/forms";
import { useMemo } from "react";
import { useShared } from "../../store.tsx";
import { storedName } from "./save.ts";

/** Returns the pointers of the secrets that a saved connection names and the service has. */
export function useSavedSecrets(profile: Profile, connection: Connection | undefined): string[] {
  const { secrets } = useShared();
  return useMemo(
    () =>
      profile.secret_fields.filter((pointer) => {
        const name = storedName(profile, pointer, connection);
        return secrets.some((secret) => secret.name === name);
      }),
    [profile, connection, secrets],
  );
}
