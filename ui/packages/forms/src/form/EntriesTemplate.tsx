import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps } from "@rjsf/utils";
import { useTranslation } from "react-i18next";

/** A list of entries with several fields each. */
export function EntriesTemplate(props: ArrayFieldTemplateProps) {
  const { t } = useTranslation("forms");
  return (
    <div className="of-entries">
      {props.items}
      <button type="button" className="of-button of-small" disabled={props.disabled} onClick={props.onAddClick}>
        {t("entries.add", { title: props.title })}
      </button>
    </div>
  );
}

export function EntryTemplate(props: ArrayFieldItemTemplateProps) {
  const { t } = useTranslation("forms");
  return (
    <div className="of-entry" role="group" aria-label={t("entries.entry", { number: props.index + 1 })}>
      {props.children}
      <button type="button" className="of-button of-small" onClick={props.buttonsProps.onRemoveItem}>
        {t("remove")}
      </button>
    </div>
  );
}
