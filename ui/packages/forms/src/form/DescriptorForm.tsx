// Not from "@rjsf/core": its index also loads a helper for tests, which needs a validator that this package does not have.
import Form, { type IChangeEvent } from "@rjsf/core/lib/components/Form.js";
import type { RJSFSchema } from "@rjsf/utils";
import { useId, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormData } from "../contract/pointer.ts";
import type { Problems } from "../contract/problems.ts";
import type { FormDescription } from "../descriptor.ts";
import { ChipsField } from "./ChipsField.tsx";
import { FormContext, type SharedByForm } from "./context.ts";
import { EntriesTemplate, EntryTemplate } from "./EntriesTemplate.tsx";
import { FieldTemplate } from "./FieldTemplate.tsx";
import { FileShelf } from "./files.ts";
import { FilesField } from "./FilesField.tsx";
import { GroupsTemplate } from "./GroupsTemplate.tsx";
import { useLocalised } from "./use_localised.ts";
import { withMessages } from "./messages.ts";
import { uiSchemaOf } from "./ui_schema.ts";
import { validator } from "./validator.ts";
import { ChoiceWidget, LinesWidget, LineWidget, SecretWidget, TickWidget, YesNoUnknownWidget } from "./widgets.tsx";

const WIDGETS = {
  line: LineWidget,
  lines: LinesWidget,
  secret: SecretWidget,
  choice: ChoiceWidget,
  yesNoUnknown: YesNoUnknownWidget,
  tick: TickWidget,
};
const FIELDS = { chips: ChipsField, files: FilesField };
const TEMPLATES = {
  FieldTemplate,
  ObjectFieldTemplate: GroupsTemplate,
  ArrayFieldTemplate: EntriesTemplate,
  ArrayFieldItemTemplate: EntryTemplate,
};

export interface DescriptorFormProps {
  /** A form of the descriptor, as it is. */
  form: FormDescription;
  data: FormData;
  onChange: (data: FormData) => void;
  /** Called when every field fits its schema. */
  onSubmit: () => void;
  /** The buttons. One of them has the type `submit`. */
  children: ReactNode;
  /** Problems that the connector found. */
  problems?: Problems;
  disabled?: boolean;
  /** Pointers of the secrets that are stored. An empty field keeps such a secret. */
  savedSecrets?: string[];
  files?: FileShelf;
  filesLimit?: number;
}

const NO_PROBLEMS: Problems = {};
const NO_SECRETS: string[] = [];

/** A form of the descriptor. It knows no field by name: labels, widgets, groups, messages and rules come from the descriptor. */
export function DescriptorForm(props: DescriptorFormProps) {
  const { data, problems = NO_PROBLEMS, savedSecrets = NO_SECRETS } = props;
  const { t } = useTranslation("forms");
  const form = useLocalised(props.form);
  const prefix = `f${useId().replaceAll(/[^a-zA-Z0-9]/g, "")}`;
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [wasSubmitted, setSubmitted] = useState(false);
  const [ownShelf] = useState(() => new FileShelf());
  const files = props.files ?? ownShelf;

  const schema = useMemo(() => withoutSaved(form, savedSecrets), [form, savedSecrets]);
  const uiSchema = useMemo(() => uiSchemaOf(form), [form]);
  const transformErrors = useMemo(() => withMessages(form), [form]);
  const shared: SharedByForm = {
    form,
    problems,
    savedSecrets,
    files,
    filesLimit: props.filesLimit,
    isShown: (id) => wasSubmitted || touched.has(id),
    touch: (id) => setTouched((before) => (before.has(id) ? before : new Set([...before, id]))),
  };
  return (
    <FormContext value={shared}>
      <Form
        className="of-form"
        schema={schema as RJSFSchema}
        uiSchema={uiSchema}
        formData={data}
        validator={validator}
        widgets={WIDGETS}
        fields={FIELDS}
        templates={TEMPLATES}
        transformErrors={transformErrors}
        idPrefix={prefix}
        disabled={props.disabled === true}
        noHtml5Validate
        showErrorList={false}
        liveValidate="onChange"
        onChange={(event: IChangeEvent) => props.onChange((event.formData ?? {}) as FormData)}
        onSubmit={() => props.onSubmit()}
        onError={(errors) => {
          setSubmitted(true);
          const first = errors[0]?.property?.replaceAll(".", "_").replace(/^_/, "");
          if (first !== undefined) document.getElementById(`${prefix}_${first.replace(/_\d+$/, "")}`)?.focus();
        }}
      >
        {(problems[""] ?? []).map((problem) => (
          <p className="of-errors" key={problem.code} lang="en">
            {problem.message} {problem.fix}
          </p>
        ))}
        {form.rules.length > 0 && (
          <details className="of-rules">
            <summary>{t("form.rules")}</summary>
            <ul>
              {form.rules.map((rule) => (
                <li key={rule.id}>{rule.sentence}</li>
              ))}
            </ul>
          </details>
        )}
        <div className="of-buttons">{props.children}</div>
      </Form>
    </FormContext>
  );
}

/** A secret that is stored need not be typed again. */
function withoutSaved(form: FormDescription, saved: string[]) {
  const required = form.schema.required?.filter((name) => !saved.includes(`/${name}`));
  return required ? { ...form.schema, required } : form.schema;
}
