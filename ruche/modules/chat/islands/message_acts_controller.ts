/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="message-acts" data-message-acts-own-value="edit delete versions pin" data-message-acts-others-value="pin" …>: templates/chat/_acts.html */
import { Controller } from "@hotwired/stimulus";
import { copyText } from "../../../kernel/ui/islands/clipboard.ts";
import { announce } from "../../../kernel/ui/islands/toast.ts";
import { act } from "./acting.ts";
import { idOf, offeredActs, wordsOf } from "./message_rows.ts";

const ABOVE = 14;
const LONG = 450;

/** What can be done with a message: one bar and one menu go to the row under the pointer, the finger or the focus. */
export default class MessageActs extends Controller<HTMLElement> {
  static override targets = ["bar", "menu"];
  static override values = { own: String, others: String, url: String, link: String, copied: String, linked: String, unreachable: String };
  declare readonly barTarget: HTMLElement;
  declare readonly menuTarget: HTMLElement;
  declare readonly ownValue: string;
  declare readonly othersValue: string;
  declare readonly urlValue: string;
  declare readonly linkValue: string;
  declare readonly copiedValue: string;
  declare readonly linkedValue: string;
  declare readonly unreachableValue: string;

  private row?: HTMLElement | undefined;
  private pressing?: number;

  hover({ target, pointerType }: PointerEvent): void {
    const row = rowOf(target);
    if (pointerType === "mouse" && row && !this.isOpen) this.show(row);
  }

  /** The bar goes with the pointer: nothing is offered for a message that it left. */
  leave({ type, target, pointerType }: PointerEvent): void {
    const isStill = type !== "pointerleave" && (rowOf(target) || this.barTarget.contains(target as Node));
    if (pointerType === "mouse" && !isStill && !this.isOpen && !this.row?.matches(":focus-visible, :focus-within:not(:focus)")) this.hide();
  }

  /** Who points at the bar sees which message it is for, should another come and move the rows. */
  light({ type }: PointerEvent): void {
    this.row?.classList.toggle("is-hover", type === "pointerenter" || this.isOpen);
  }

  /** A finger that stays opens the menu; one that taps shows the bar. */
  touch({ target, pointerType }: PointerEvent): void {
    const row = rowOf(target);
    if (pointerType !== "touch" || !row || (target as Element).closest("a, form, button")) return;
    this.show(row);
    this.pressing = window.setTimeout(() => this.open(row), LONG);
  }

  release(): void {
    clearTimeout(this.pressing);
  }

  /** By a key, on the row that has the focus. */
  perform({ detail }: CustomEvent<{ row: HTMLElement; act: string }>): void {
    const { row, act } = detail;
    if (act === "menu") this.open(row);
    else if (act === "focus") this.show(row);
    else void this.do(act === "pin" && row.classList.contains("is-pinned") ? "unpin" : act, row);
  }

  run({ target }: Event): void {
    const { act } = (target as Element).closest<HTMLElement>("[data-act]")?.dataset ?? {};
    const { row } = this;
    if (!act || !row) return;
    if (this.isOpen) this.menuTarget.hidePopover();
    void this.do(act, row);
  }

  toggled(event: ToggleEvent): void {
    this.row?.classList.toggle("is-hover", event.newState === "open");
    if (event.newState === "closed" && !this.row?.matches(":hover, :focus") && !this.barTarget.matches(":hover")) this.hide();
  }

  /** The bar stays beside its row while the rows move. */
  place(): void {
    this.release();
    if (this.row?.isConnected) this.align(this.row);
    else this.hide();
  }

  private align(beside: HTMLElement): void {
    const { top } = this.element.getBoundingClientRect();
    const row = beside.getBoundingClientRect();
    const log = beside.closest("[role='log']")?.getBoundingClientRect() ?? row;
    this.barTarget.hidden = row.bottom < log.top || row.top > log.bottom;
    this.barTarget.style.top = `${Math.max(row.top - ABOVE, log.top + 2) - top}px`;
  }

  private show(row: HTMLElement): void {
    const acts = this.actsOn(row);
    if (this.row !== row && this.isOpen) this.menuTarget.hidePopover();
    if (this.row !== row) this.row?.classList.remove("is-hover"); // its menu closed a moment ago
    this.row = row;
    for (const button of this.element.querySelectorAll<HTMLElement>(".c-msgbar [data-act], .c-acts [data-act]")) {
      button.hidden = !acts.has(button.dataset.act ?? "");
    }
    this.place();
    this.barTarget.hidden ||= acts.size === 0;
  }

  private hide(): void {
    this.barTarget.hidden = true;
    this.row?.classList.remove("is-hover");
    this.row = undefined;
    if (this.isOpen) this.menuTarget.hidePopover();
  }

  private open(row: HTMLElement): void {
    this.show(row);
    if (this.barTarget.hidden || this.isOpen) return;
    this.menuTarget.showPopover();
    this.menuTarget.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }

  private async do(name: string, row: HTMLElement): Promise<void> {
    if (!this.actsOn(row).has(name)) return;
    if (name === "copy") await this.copy(wordsOf(row), this.copiedValue);
    else if (name === "link") await this.copy(this.linkTo(row), this.linkedValue);
    else if (name === "pin" || name === "unpin") await this.pin(row, name === "pin" ? "PUT" : "DELETE");
    else this.dispatch(name, { target: row, detail: { row } });
  }

  private async copy(text: string, done: string): Promise<void> {
    await copyText(text);
    announce({ message: done });
  }

  private async pin(row: HTMLElement, method: "PUT" | "DELETE"): Promise<void> {
    const message = await act(`${this.urlValue}${idOf(row)}/pin/`, method, this.unreachableValue);
    if (message) this.dispatch("changed", { detail: { message } });
  }

  private linkTo(row: HTMLElement): string {
    return new URL(this.linkValue.replace(/0\/$/, `${row.dataset.position}/`), location.href).href;
  }

  private actsOn(row: HTMLElement): Set<string> {
    return offeredActs(row, row.classList.contains("is-own") ? this.ownValue : this.othersValue);
  }

  private get isOpen(): boolean {
    return this.menuTarget.matches(":popover-open");
  }
}

function rowOf(target: EventTarget | null): HTMLElement | null {
  return (target as Element | null)?.closest?.<HTMLElement>("article[data-position]") ?? null;
}
