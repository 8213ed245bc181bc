/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <body data-controller="shortcuts"> <a data-letter="D" href="/o/atelier-a/chat/">Talk</a> <dialog data-shortcuts-target="help">… */
import { Controller } from "@hotwired/stimulus";
import { read, remove, write } from "./storage.ts";

const OFF = "ruche:single-keys-off";
const PATIENCE = 1500;
const FIELDS = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="textbox"]';

let isAfterG = false;

/** Single keys, outside fields only, that can be turned off: G then a letter, [ and ], ?. */
export default class Shortcuts extends Controller<HTMLElement> {
  static override targets = ["help", "switch"];
  declare readonly helpTarget: HTMLDialogElement;
  declare readonly hasHelpTarget: boolean;

  override connect(): void {
    document.addEventListener("keydown", this.press);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.press);
  }

  switchTargetConnected(box: HTMLInputElement): void {
    box.checked = !this.areOff;
  }

  remember({ currentTarget }: Event): void {
    if ((currentTarget as HTMLInputElement).checked) remove(OFF);
    else write(OFF, "1");
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || this.areOff) return;
    if ((event.target as Element).closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
    if (this.run(event.key)) event.preventDefault();
  };

  private run(key: string): boolean {
    const place = isAfterG && document.querySelector<HTMLAnchorElement>(`a[data-letter="${CSS.escape(key.toUpperCase())}"]`);
    isAfterG = false;
    if (place) place.click();
    else if (key === "g") this.waitForLetter();
    else if (key === "[") this.dispatch("sidebar");
    else if (key === "]") this.dispatch("panel");
    else if (key === "?" && this.hasHelpTarget) this.helpTarget.showModal();
    else return false;
    return true;
  }

  private waitForLetter(): void {
    isAfterG = true;
    setTimeout(() => {
      isAfterG = false;
    }, PATIENCE);
  }

  private get areOff(): boolean {
    return areSingleKeysOff();
  }
}

/** The next letter says where to go: it is no act on what has the focus. */
export function isOnTheWay(): boolean {
  return isAfterG;
}

/** The person turned single-key shortcuts off on this device. */
export function areSingleKeysOff(): boolean {
  return read(OFF) !== null;
}
