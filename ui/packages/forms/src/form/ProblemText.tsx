import type { FormDescription } from "../descriptor.ts";
import { InLanguage } from "../InLanguage.tsx";
import { Paths } from "../Paths.tsx";
import type { FieldProblem } from "../records.ts";
import { useLookup } from "../use_lookup.ts";
import { hintOf } from "./messages.ts";

/**
 * A problem of a field that the connector found. In other languages than English the form's words for its code come first: the connector's
 * own words are more exact, because it knows the value, and are English.
 */
export function ProblemText(props: { form: FormDescription; pointer: string; problem: FieldProblem; said: string[] }) {
  const { language } = useLookup();
  const { message, fix, code } = props.problem;
  if (language === "en") {
    return (
      <p>
        {message} <Paths text={fix} />
      </p>
    );
  }
  const words = wordsOfCode(props.form, props.pointer, code);
  return (
    <>
      {words !== undefined && !props.said.includes(words) && (
        <p>
          <Paths text={words} />
        </p>
      )}
      <p className="of-help">
        <InLanguage text={`${message} ${fix}`} language="en" />
      </p>
    </>
  );
}

/** Returns the form's message or rule that a code of the connector belongs to (`refused_as`). */
function wordsOfCode(form: FormDescription, pointer: string, code: string): string | undefined {
  const hint = hintOf(form, pointer);
  const [keyword] = Object.entries(hint?.refused_as ?? {}).find(([, codes]) => codes.includes(code)) ?? [];
  if (keyword !== undefined) return hint?.messages?.[keyword];
  return form.rules.find((rule) => rule.refused_as.includes(code) && rule.fields.includes(pointer))?.sentence;
}
