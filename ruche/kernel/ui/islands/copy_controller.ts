/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button data-controller="copy" data-copy-text-value="https://…" data-copy-done-value="Copied" data-action="copy#copy"><span data-copy-target="label">Copy</span></button> */
import { Controller } from "@hotwired/stimulus";
import { copyText } from "./clipboard.ts";

const SHOWN = 2000;

/** Copies a text and says so on the button. */
export default class Copy extends Controller<HTMLElement> {
  static override targets = ["label"];
  static override values = { text: String, done: String };
  declare readonly labelTarget: HTMLElement;
  declare readonly textValue: string;
  declare readonly doneValue: string;

  async copy(): Promise<void> {
    await copyText(this.textValue);
    const { textContent: label } = this.labelTarget;
    this.labelTarget.textContent = this.doneValue;
    setTimeout(() => {
      this.labelTarget.textContent = label;
    }, SHOWN);
  }
}
