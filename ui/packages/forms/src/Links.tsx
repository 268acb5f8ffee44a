import type { Link } from "./records.ts";

/** Pages that help, in a tab of their own: what was typed here stays. */
export function Links({ links = [] }: { links?: Link[] | undefined }) {
  if (links.length === 0) return null;
  return (
    <ul className="of-links">
      {links.map((link) => (
        <li key={link.id}>
          <a href={link.uri} target="_blank" rel="noreferrer" lang="en">
            {link.title}
          </a>
        </li>
      ))}
    </ul>
  );
}
