import type { ConnectionButton, Descriptor } from "../descriptor.ts";
import type { Lookup } from "../use_lookup.ts";

/** Returns a button of a connection, in the language of the page. Throws if the descriptor is of a connector without it. */
export function buttonOf(descriptor: Descriptor, id: string, lookup: Lookup): ConnectionButton {
  const button = descriptor.connection.buttons.find((candidate) => candidate.id === id);
  if (!button) throw new Error(`The descriptor has no button ${id}.`);
  const confirm = lookup(`button.${id}#confirm`) ?? button.confirm;
  return {
    ...button,
    title: lookup(`button.${id}#title`) ?? button.title,
    description: lookup(`button.${id}#description`) ?? button.description,
    ...(confirm !== undefined && { confirm }),
  };
}

/** What a page knows about a connection when it draws a button. */
export interface ButtonState {
  /** The connection is stored. */
  isSaved: boolean;
  /** A call of the connection runs. */
  isRunning: boolean;
  /** The wait of the test has not ended. */
  isWaiting: boolean;
}

/** Returns whether a button is disabled: `needs` and the test's `wait` of the descriptor say when. */
export function isDisabled(button: ConnectionButton, descriptor: Descriptor, state: ButtonState): boolean {
  const { operation } = descriptor.connection.test;
  return (
    state.isRunning ||
    (button.needs === "saved-connection" && !state.isSaved) ||
    (state.isWaiting && button.calls.every((call) => call === operation))
  );
}
