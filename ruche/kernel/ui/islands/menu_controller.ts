/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button popovertarget="more">…</button> <div id="more" popover class="r-menu" data-controller="menu" data-menu-side-value="below">…</div> */
import { Controller } from "@hotwired/stimulus";

const GAP = 6;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Places a popover beside the button that opens it, and walks its lines with the arrow keys. */
export default class Menu extends Controller<HTMLElement> {
  static override values = { side: { type: String, default: "below" } };
  declare readonly sideValue: "below" | "right";

  override connect(): void {
    this.element.addEventListener("toggle", this.place);
    this.element.addEventListener("keydown", this.walk);
  }

  override disconnect(): void {
    this.element.removeEventListener("toggle", this.place);
    this.element.removeEventListener("keydown", this.walk);
  }

  private readonly place = (event: Event): void => {
    const isOpen = (event as ToggleEvent).newState === "open";
    this.button?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen || !this.button) return;
    const { left, right, top, bottom } = this.button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.element;
    const wanted = this.sideValue === "right" ? { x: right + GAP, y: bottom - height } : { x: left, y: bottom + GAP };
    const overflows = wanted.y + height > innerHeight - GAP;
    style.left = `${Math.max(GAP, Math.min(wanted.x, innerWidth - width - GAP))}px`;
    style.top = `${Math.max(GAP, overflows ? top - height - GAP : wanted.y)}px`;
  };

  private readonly walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const lines = [...this.element.querySelectorAll<HTMLElement>("a[href], button:not([disabled]), input")];
    const current = lines.indexOf(document.activeElement as HTMLElement);
    lines.at((current + step + (current < 0 && step < 0 ? 1 : 0)) % lines.length)?.focus();
  };

  private get button(): HTMLElement | null {
    return document.querySelector(`[popovertarget="${this.element.id}"]`);
  }
}
