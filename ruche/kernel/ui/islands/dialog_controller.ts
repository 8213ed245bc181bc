/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button commandfor="leave" command="show-modal">…</button> <dialog id="leave" data-controller="dialog" closedby="any">…</dialog> */
import { Controller } from "@hotwired/stimulus";

const COMMANDS: Record<string, (dialog: HTMLDialogElement) => void> = {
  "show-modal": (dialog) => dialog.showModal(),
  close: (dialog) => dialog.close(),
};

/** A native dialog; this island only adds what older browsers lack: buttons that open it, and closing by a click beside it. */
export default class Dialog extends Controller<HTMLDialogElement> {
  override connect(): void {
    if (!("command" in HTMLButtonElement.prototype)) document.addEventListener("click", this.command);
    if (!("closedBy" in HTMLDialogElement.prototype)) this.element.addEventListener("click", this.closeBeside);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.command);
    this.element.removeEventListener("click", this.closeBeside);
  }

  private readonly command = ({ target }: Event): void => {
    const button = (target as Element).closest(`[commandfor="${this.element.id}"]`);
    if (button) COMMANDS[button.getAttribute("command") ?? ""]?.(this.element);
  };

  private readonly closeBeside = ({ target }: Event): void => {
    if (target === this.element && this.element.getAttribute("closedby") === "any") this.element.close();
  };
}
