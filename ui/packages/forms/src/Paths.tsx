import { Fragment } from "react";

const SEPARATOR = " > ";

/** A text with paths through a portal, such as `Entra ID > App registrations > your app`. The signs between the parts are drawn as arrows. */
export function Paths({ text }: { text: string }) {
  const parts = text.split(SEPARATOR);
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <span className="of-path">{" › "}</span>}
      {part}
    </Fragment>
  ));
}
