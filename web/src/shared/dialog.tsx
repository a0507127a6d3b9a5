import { useEffect, useId, useRef, type FormEvent, type ReactNode } from "react";
import { useWords } from "./language";

interface DialogProps {
  title: string;
  onClose?: () => void; // absent: the dialog must be answered
  children: ReactNode;
  wide?: boolean;
  className?: string;
}

// A modal dialog of the browser's own: focus stays inside, Esc closes, focus returns afterwards.
export function Dialog({ title, onClose, children, wide, className }: DialogProps) {
  const words = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement as HTMLElement | null;
    if (dialog && !dialog.open) dialog.showModal();
    // Typing can begin at once; the closing cross is not what somebody came for.
    dialog?.querySelector<HTMLElement>(
      ".dialog-body :is(input, select, textarea, button):not([readonly], :disabled), "
        + ".dialog-foot .button",
    )?.focus();
    return () => {
      dialog?.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className={`dialog ${wide ? "dialog-wide" : ""} ${className ?? ""}`}
      onCancel={(event) => {
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose?.();
      }}
    >
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        {onClose && (
          <button type="button" className="button-plain" onClick={onClose}
            aria-label={words.common.close}>
            <span aria-hidden="true">✕</span>
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}

interface FormDialogProps extends DialogProps {
  onSubmit: () => void;
  submit: string;
  busy?: boolean;
  danger?: boolean;
  disabled?: boolean;
  aside?: ReactNode;
}

// A dialog that is a form: Enter sends, the answer's buttons always stand at the same place.
export function FormDialog(props: FormDialogProps) {
  const words = useWords();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!props.busy) props.onSubmit();
  };
  return (
    <Dialog {...props}>
      <form onSubmit={send} className="dialog-form">
        <div className="dialog-body">{props.children}</div>
        <div className="dialog-foot">
          {props.aside}
          {props.onClose && (
            <button type="button" className="button button-second" onClick={props.onClose}>
              {words.common.cancel}
            </button>
          )}
          <button
            type="submit"
            className={`button ${props.danger ? "button-danger" : "button-main"}`}
            disabled={props.busy || props.disabled}
          >
            {props.busy ? words.common.working : props.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
