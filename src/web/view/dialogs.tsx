import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { giveKey } from "../state/actions.ts";
import { needsKey } from "../state/store.ts";
import { text } from "../text/text.ts";

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const { title, confirm, onConfirm, onClose, children } = props;
  return (
    <ModalDialog title={title} onClose={onClose}>
      {children}
      <form method="dialog" class="dialog-actions">
        <button type="submit" class="button">
          {text("app.cancel")}
        </button>
        <button type="submit" class="button button-main" onClick={onConfirm}>
          {confirm}
        </button>
      </form>
    </ModalDialog>
  );
}

/** Asks for the key of a service that wants one. */
export function KeyDialog() {
  if (!needsKey.value) return null;
  return (
    <ModalDialog title={text("key.title")}>
      <p>{text("key.text")}</p>
      <form
        class="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          const key = new FormData(event.currentTarget).get("key");
          if (typeof key === "string" && key !== "") void giveKey(key.trim());
        }}
      >
        <label for="api-key">{text("key.label")}</label>
        <input id="api-key" name="key" type="password" autocomplete="current-password" required />
        <button type="submit" class="button button-main">
          {text("key.use")}
        </button>
      </form>
    </ModalDialog>
  );
}

/** A dialog over the page; without `onClose` it stays until it is answered. */
function ModalDialog(props: {
  readonly title: string;
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-title"
      onClose={() => props.onClose?.()}
      onCancel={(event) => {
        if (props.onClose === undefined) event.preventDefault();
      }}
    >
      <h2 id="dialog-title">{props.title}</h2>
      {props.children}
    </dialog>
  );
}
