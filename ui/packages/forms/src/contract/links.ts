import type { Descriptor } from "../descriptor.ts";
import type { Link } from "../records.ts";

/** Values that fill the links of a form. */
export interface LinkValues {
  cloud?: unknown;
  client_id?: unknown;
  object_id?: unknown;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Fills in a link of the descriptor. A general page stands in while a value is not known. A value that is no GUID is not known: nothing else
 * gets into an address.
 */
export function linkOf(descriptor: Descriptor, id: string, values: LinkValues = {}): Link | undefined {
  const template = descriptor.catalogue.links.find((link) => link.id === id);
  if (!template) return undefined;
  const cloud = descriptor.clouds.find((candidate) => candidate.id === values.cloud) ?? descriptor.clouds[0];
  const known: Record<string, unknown> = { ...cloud?.portals };
  for (const name of ["client_id", "object_id"] as const) {
    const value = values[name];
    if (typeof value === "string" && GUID.test(value.trim())) known[name] = value.trim();
  }
  const names = [...template.uri.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  if (names.every((name) => typeof known[name] === "string")) {
    const uri = template.uri.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known[name]));
    return { id, title: template.title, uri };
  }
  return template.general === undefined ? undefined : linkOf(descriptor, template.general, values);
}
