/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div role="log" data-controller="message-keys"> … <article id="message-0199…" tabindex="-1">…</article> … */
import { Controller } from "@hotwired/stimulus";
import { areSingleKeysOff, isOnTheWay } from "../../../kernel/ui/islands/shortcuts_controller.ts";
import { isRow, rowAfter, rowBefore } from "./arrangement.ts";
import { wordsOf } from "./message_rows.ts";

const LETTERS: Record<string, string> = { e: "edit", c: "copy", l: "link", p: "pin", a: "person", ".": "menu" };
const KEYS: Record<string, string> = { Enter: "menu", ContextMenu: "menu", Delete: "delete" };
/** Who presses one of these means to go somewhere. */
const MOVES = new Set(["Tab", "ArrowUp", "ArrowDown", "Home", "End", "F6"]);
const VERTICAL = new Set(["ArrowUp", "ArrowDown", "Escape"]);

/** The log is one stop of the Tab key; within it arrows go from message to message, and letters act on the one
 * that was gone to by keys: who lands on a message in another way may be about to write. */
export default class MessageKeys extends Controller<HTMLElement> {
  private current: HTMLElement | undefined;
  private chosen: HTMLElement | undefined;
  private isByKey = false;
  private arrivals?: MutationObserver;

  override connect(): void {
    this.arrivals = new MutationObserver(() => this.settle());
    this.arrivals.observe(this.element, { childList: true, subtree: true });
    this.element.addEventListener("keydown", this.press);
    this.element.addEventListener("focusin", this.arrive);
    document.addEventListener("keydown", this.notice, true);
    document.addEventListener("pointerdown", this.notice, true);
    this.settle();
  }

  override disconnect(): void {
    this.arrivals?.disconnect();
    this.element.removeEventListener("keydown", this.press);
    this.element.removeEventListener("focusin", this.arrive);
    document.removeEventListener("keydown", this.notice, true);
    document.removeEventListener("pointerdown", this.notice, true);
  }

  /** Tab leads to the message last looked at, else to the newest; to the log itself where it is empty. */
  private settle(): void {
    if (this.current?.isConnected && this.current.contains(document.activeElement)) return;
    this.choose(this.rows.at(-1));
  }

  private choose(row: HTMLElement | undefined): void {
    if (row === this.current && row?.tabIndex === 0) return;
    if (this.current) this.current.tabIndex = -1;
    this.current = row;
    this.element.tabIndex = row ? -1 : 0;
    if (row) row.tabIndex = 0;
  }

  private readonly notice = (event: Event): void => {
    this.isByKey = event instanceof KeyboardEvent && MOVES.has(event.key);
  };

  private readonly arrive = ({ target, relatedTarget }: FocusEvent): void => {
    const row = (target as Element).closest<HTMLElement>("article");
    if (!row) return;
    this.choose(row);
    const isFromOutside = !this.element.contains(relatedTarget as Node | null);
    // Code that scrolls has a stop of its own: who comes in gets the message first.
    if (target !== row && isFromOutside && this.isByKey && (target as Element).matches("pre")) row.focus();
    if (target !== row) return;
    if (this.isByKey) this.chosen = row;
    else if (this.chosen !== row) this.chosen = undefined;
    row.setAttribute("aria-label", nameOf(row));
    if (row.matches(":focus-visible")) this.tell("focus", row);
  };

  private readonly press = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const row = target.matches("pre") && VERTICAL.has(event.key) ? target.closest<HTMLElement>("article") : target;
    if (!row || !isRow(row) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.move(event.key, row) || this.act(event.key, row)) event.preventDefault();
  };

  private move(key: string, row: HTMLElement): boolean {
    const { rows } = this;
    const places: Record<string, () => Element | null | undefined> = {
      ArrowUp: () => rowBefore(row),
      ArrowDown: () => rowAfter(row),
      Home: () => rows[0],
      End: () => rows.at(-1),
      Escape: () => document.querySelector("#composer"),
    };
    const place = places[key]?.();
    if (place instanceof HTMLElement) place.focus();
    return key in places;
  }

  private act(key: string, row: HTMLElement): boolean {
    const act = KEYS[key] ?? (areSingleKeysOff() || isOnTheWay() || row !== this.chosen ? undefined : LETTERS[key]);
    if (act && row.dataset.position) this.tell(act, row);
    return act !== undefined;
  }

  private tell(act: string, row: HTMLElement): void {
    this.dispatch("act", { target: row, detail: { row, act } });
  }

  private get rows(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("article")];
  }
}

/** Who and what first, then when: as a screen reader says the message that has the focus. */
function nameOf(row: HTMLElement): string {
  const marks = [...row.querySelectorAll(".r-edited, .c-pinned")].map((mark) => mark.textContent?.trim());
  const who = row.querySelector(".r-msg-who b")?.textContent;
  return [`${who}: ${wordsOf(row)}`, row.querySelector("time")?.textContent, ...marks].filter(Boolean).join(", ");
}
