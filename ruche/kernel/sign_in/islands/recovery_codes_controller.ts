/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="recovery-codes" data-recovery-codes-name-value="codes.txt"><ul data-recovery-codes-target="codes">… <button data-action="recovery-codes#keep"> */
import { Controller } from "@hotwired/stimulus";

/** Keeps the codes of the page as a file, made in the browser: they are sent nowhere again. */
export default class RecoveryCodes extends Controller<HTMLElement> {
  static override targets = ["codes"];
  static override values = { name: String };
  declare readonly codesTarget: HTMLElement;
  declare readonly nameValue: string;

  keep(): void {
    const lines = [...this.codesTarget.querySelectorAll("code")].map((code) => code.textContent);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }));
    link.download = this.nameValue;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
