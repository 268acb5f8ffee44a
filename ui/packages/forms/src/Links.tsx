import type { Link } from "./records.ts";
import { useLookup } from "./use_lookup.ts";

/** Pages that help, in a tab of their own: what was typed here stays. */
export function Links({ links = [] }: { links?: Link[] | undefined }) {
  const { language, lookup } = useLookup();
  if (links.length === 0) return null;
  return (
    <ul className="of-links">
      {links.map((link) => {
        const title = lookup(`link.${link.id}#title`);
        return (
          <li key={link.id}>
            <a href={link.uri} target="_blank" rel="noreferrer" lang={title === undefined ? "en" : language}>
              {title ?? link.title}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
