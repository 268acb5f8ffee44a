import type { ObjectFieldTemplateProps } from "@rjsf/utils";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldHint } from "../descriptor.ts";
import { Tabs } from "../Tabs.tsx";
import { useForm } from "./context.ts";

type Property = ObjectFieldTemplateProps["properties"][number];

/** The fields of a form by groups. Fields that few people need are folded. */
export function GroupsTemplate(props: ObjectFieldTemplateProps) {
  const context = useForm();
  if (props.fieldPathId.path.length > 0) {
    return <div className="of-entry-fields">{props.properties.map((property) => property.content)}</div>;
  }
  const { form } = context;
  const byName = new Map(props.properties.map((property) => [`/${property.name}`, property]));
  const hints = [...form.ui.fields].sort((a, b) => a.order - b.order);
  const main = hints.filter((hint) => hint.advanced !== true);
  const more = hints.filter((hint) => hint.advanced === true);
  const isWrong = (hint: FieldHint) =>
    (context.problems[hint.pointer]?.length ?? 0) > 0 ||
    (context.isShown(`${props.fieldPathId.$id}_${hint.pointer.slice(1)}`) &&
      (props.errorSchema as Record<string, unknown> | undefined)?.[hint.pointer.slice(1)] !== undefined);
  return (
    <>
      {form.ui.groups.map((group) => {
        const fields = main.filter((hint) => hint.group === group.id);
        return (
          fields.length > 0 && (
            <fieldset className="of-group" key={group.id}>
              <legend className={isRepeated(group.title, fields, byName) ? "of-unseen" : undefined}>
                {group.title}
              </legend>
              <Fields hints={fields} byName={byName} />
            </fieldset>
          )
        );
      })}
      {more.length > 0 && <More hints={more} byName={byName} isOpen={more.some(isWrong)} />}
    </>
  );
}

function More({ hints, byName, isOpen }: { hints: FieldHint[]; byName: Map<string, Property>; isOpen: boolean }) {
  const { t } = useTranslation("forms");
  const only = hints.length === 1 ? byName.get(hints[0]?.pointer ?? "") : undefined;
  return (
    <details className="of-more" open={isOpen || undefined}>
      <summary>{only ? titleOf(only) : t("form.more", { count: hints.length })}</summary>
      <Fields hints={hints} byName={byName} />
    </details>
  );
}

/** Texts of several lines that follow each other are versions of one thing: they share a place, with a tab each. */
function Fields({ hints, byName }: { hints: FieldHint[]; byName: Map<string, Property> }) {
  const rows: ReactNode[] = [];
  for (let at = 0; at < hints.length;) {
    const run = hints.slice(at).findIndex((hint) => hint.control !== "textarea");
    const length = run === -1 ? hints.length - at : run;
    const properties = hints.slice(at, at + Math.max(length, 1)).flatMap((hint) => byName.get(hint.pointer) ?? []);
    if (length > 1) {
      const tabs = properties.map((property) => ({
        id: property.name,
        title: titleOf(property),
        content: property.content,
      }));
      rows.push(<Tabs key={at} tabs={tabs} label={tabs.map((tab) => tab.title).join(" / ")} />);
    } else {
      rows.push(...properties.map((property) => property.content));
    }
    at += Math.max(length, 1);
  }
  return rows;
}

/** A group of one field that has the group's title needs no heading for the eyes. */
function isRepeated(title: string, fields: FieldHint[], byName: Map<string, Property>): boolean {
  const [only] = fields;
  const property = only && byName.get(only.pointer);
  return fields.length === 1 && property !== undefined && titleOf(property) === title;
}

function titleOf(property: Property): string {
  const { schema } = property.content.props as { schema?: { title?: string } };
  return schema?.title ?? property.name;
}
