import { createContext, use } from "react";
import type { Problems } from "../contract/problems.ts";
import type { FormDescription } from "../descriptor.ts";
import type { Link } from "../records.ts";
import type { FileShelf } from "./files.ts";

/** What the templates and widgets of one form share. */
export interface SharedByForm {
  form: FormDescription;
  /** Problems that the connector found, by pointer. */
  problems: Problems;
  /** Pointers of the secrets that are stored. */
  savedSecrets: string[];
  /** Returns a page of the descriptor with the values of this form. */
  linkOf?: ((id: string) => Link | undefined) | undefined;
  files: FileShelf;
  /** Bytes of all files together. */
  filesLimit?: number | undefined;
  /** Whether the errors of a field are to be shown: a person has left it, or has pressed the button. */
  isShown: (id: string) => boolean;
  touch: (id: string) => void;
}

/** Not rjsf's own `formContext`: rjsf draws a field again only if its data changes, and takes all functions for equal. */
export const FormContext = createContext<SharedByForm | undefined>(undefined);

export function useForm(): SharedByForm {
  const shared = use(FormContext);
  if (!shared) throw new Error("There is no form above.");
  return shared;
}

/** The element that describes an input: its help, and its errors. */
export const helpId = (id: string) => `${id}-help`;
export const errorId = (id: string) => `${id}-error`;
export const describedBy = (id: string) => `${helpId(id)} ${errorId(id)}`;
