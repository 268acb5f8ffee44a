import type { FieldTemplateProps } from "@rjsf/utils";
import { pointerOf } from "../contract/pointer.ts";
import { useForm, errorId, helpId } from "./context.ts";
import { Links } from "../Links.tsx";
import { Paths } from "../Paths.tsx";
import { ProblemText } from "./ProblemText.tsx";

/** A field with its label, its help and its errors. Errors are shown after a person has left the field. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { id, fieldPathId, schema, children, label, required } = props;
  const context = useForm();
  const path = fieldPathId.path;
  if (path.length === 0) return children;
  const isEntry = typeof path.at(-1) === "number";
  if (isEntry) return children;
  const pointer = pointerOf(path);
  const ownErrors = context.isShown(id) ? [...new Set(props.rawErrors ?? [])] : [];
  const problems = context.problems[pointer] ?? [];
  const isTick = schema.type === "boolean" && props.uiSchema?.["ui:widget"] === "tick";
  const isGroup = schema.type === "array" && props.uiSchema?.["ui:field"] === undefined;
  const ids = context.form.ui.fields.find((hint) => hint.pointer === pointer)?.links ?? [];
  const links = ids.flatMap((linkId) => context.linkOf?.(linkId) ?? []);
  const isWrong = ownErrors.length + problems.length > 0;
  return (
    <div className={`of-field${isWrong ? " of-wrong" : ""}`} onPaste={() => context.touch(id)}>
      {!isTick && !isGroup && (
        <label className="of-label" htmlFor={id}>
          {label}
          {required && <RequiredMark />}
        </label>
      )}
      {isGroup && <p className="of-label">{label}</p>}
      {isTick && children}
      {schema.description !== undefined && (
        <p className="of-help" id={helpId(id)}>
          <Paths text={schema.description} />
        </p>
      )}
      {!isTick && children}
      <div className="of-errors" id={errorId(id)}>
        {ownErrors.map((error) => (
          <p key={error}>
            <Paths text={error} />
          </p>
        ))}
        {problems.map((problem) => (
          <ProblemText key={problem.code} form={context.form} pointer={pointer} problem={problem} said={ownErrors} />
        ))}
      </div>
      <Links links={links} />
    </div>
  );
}

function RequiredMark() {
  return (
    <span className="of-required" aria-hidden="true">
      {" *"}
    </span>
  );
}
