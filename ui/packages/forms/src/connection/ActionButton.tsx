import { useId, useRef, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ConnectionButton } from "../descriptor.ts";

export interface ActionButtonProps {
  /** The button, in the language of the page. */
  button: ConnectionButton;
  isDisabled: boolean;
  /** Draws it as the button that most people want. */
  isMain?: boolean;
  /** Called when it is pressed, after the question if it has one. Absent for a button that sends a form. */
  onPress?: () => void;
  /** What stands below the question, such as the mailbox that sends. */
  about?: string;
}

/** A button of a connection: its title, what it does in words, and the question before it sends. */
export function ActionButton({ button, isDisabled, isMain, onPress, about }: ActionButtonProps) {
  const { t } = useTranslation("forms");
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const press = (event: MouseEvent) => {
    // A form's button must not send the form.
    if (isDisabled) event.preventDefault();
    else if (button.confirm === undefined) onPress?.();
    else dialog.current?.showModal();
  };
  return (
    <div className="of-action">
      <button
        type={onPress ? "button" : "submit"}
        className={`of-button${isMain ? " of-main" : ""}`}
        // Not `disabled`: that takes the focus away from who has just pressed it.
        aria-disabled={isDisabled || undefined}
        aria-describedby={`${id}-help`}
        onClick={press}
      >
        {button.title}
      </button>
      <p className="of-help" id={`${id}-help`}>
        {button.description}
      </p>
      {button.confirm !== undefined && (
        <dialog ref={dialog} className="of-dialog" aria-labelledby={`${id}-title`}>
          <h2 id={`${id}-title`}>{button.confirm}</h2>
          {about !== undefined && <p>{about}</p>}
          <form method="dialog" className="of-buttons">
            <button type="submit" className="of-button of-main" onClick={onPress}>
              {button.title}
            </button>
            <button type="submit" className="of-button">
              {t("cancel")}
            </button>
          </form>
        </dialog>
      )}
    </div>
  );
}
