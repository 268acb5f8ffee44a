import { toRequest, valueAt, type Connection, type FormData, type Profile } from "@outlook-connector/forms";
import { service } from "../../api/service.ts";

/** Names of connections that the service accepts. */
export const NAME_PATTERN = /^(?!\.)[A-Za-z0-9._-]{1,64}$/;

/** Stores the secrets that were typed, and then the connection that names them. */
export async function save(name: string, profile: Profile, data: FormData, profiles: Profile[], before?: Connection) {
  const { parameters, secrets } = toRequest(profile, data, {
    cases: profiles.map(({ id }) => id),
    secretName: (pointer, value) => {
      const stored = storedName(profile, pointer, before);
      return stored ?? (value === undefined ? undefined : `outlook/${name}${pointer}`);
    },
  });
  for (const secret of secrets) await service.storeSecret(secret.name, secret.value);
  await service.saveConnection(name, parameters.connection as object);
}

/** Returns the name of the secret that a saved connection has for a field. */
export function storedName(profile: Profile, pointer: string, connection: Connection | undefined): string | undefined {
  const path =
    profile.contract
      .find((entry) => entry.pointer === pointer)
      ?.path.split(".")
      .slice(1) ?? [];
  const name = valueAt(
    connection,
    path.map((part, at) => `/${at < path.length - 1 ? part.replaceAll("-", "_") : part}`).join(""),
  );
  return typeof name === "string" ? name : undefined;
}

/** Returns the profile that a connection was made with: the case of its credential. */
export function profileOf(profiles: Profile[], connection: Connection | undefined): Profile {
  const kind = connection && Object.keys(connection.credential)[0];
  const profile = profiles.find(({ id }) => id === kind) ?? profiles[0];
  if (!profile) throw new Error("The descriptor has no form for a connection.");
  return profile;
}
