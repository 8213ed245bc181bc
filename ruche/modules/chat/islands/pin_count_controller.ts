/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <span data-controller="pin-count" data-action="conversation:pinned@document->pin-count#change">3</span> */
import { Controller } from "@hotwired/stimulus";

/** How many messages are pinned, while some are pinned and unpinned. */
export default class PinCount extends Controller<HTMLElement> {
  change({ detail: { step } }: CustomEvent<{ step: number }>): void {
    const count = Math.max(0, Number(this.element.textContent) + step);
    this.element.textContent = String(count);
    this.element.hidden = count === 0;
  }
}
