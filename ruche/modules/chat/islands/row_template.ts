/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { readerTimes } from "../../../kernel/ui/islands/times.ts";
import type { Author, DeletedMessage, Message } from "./messages.ts";
import type { Drawn } from "./outbox.ts";

/** The prototype of a row (templates/chat/_message.html), filled in for one reader: their name, their words, their zone. */
export class RowTemplate {
  constructor(
    private readonly prototype: HTMLTemplateElement,
    private readonly reader: DOMStringMap, // data-reader, data-you, data-deleted, data-all
  ) {}

  blank(): HTMLElement {
    const copy = this.prototype.content.cloneNode(true) as DocumentFragment;
    const row = copy.querySelector<HTMLElement>("article") as HTMLElement;
    for (const mark of row.querySelectorAll(".r-edited, .c-pinned")) mark.remove();
    return row;
  }

  /** A message on its way: as it was typed, without an id or a position. */
  drawn(pending: Drawn, author: Author): HTMLElement {
    const row = this.blank();
    this.sign(row, author, pending.writtenAt);
    row.dataset.client = pending.clientId;
    row.classList.add("is-sending");
    const text = pending.written ?? pending.body;
    const lines = text.split("\n").flatMap((line, nth) => (nth > 0 ? [document.createElement("br"), line] : [line]));
    textOf(row).replaceChildren(...lines);
    return row;
  }

  fill(row: HTMLElement, message: Message): void {
    this.sign(row, message.author, message.created_at);
    row.id = `message-${message.id}`;
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    row.dataset.revision = String(message.revision);
    if (message.author.id === this.reader.reader) row.dataset.client = message.client_id;
    row.classList.remove("is-sending", "is-failed", "is-waiting");
    row.querySelector(".c-failure")?.remove();
    const text = textOf(row);
    text.innerHTML = message.html;
    this.callByName(text);
    this.mark(row, text, ".r-edited", "is-edited", Boolean(message.edited_at));
    this.mark(row, row.querySelector(".r-msg-in"), ".c-pinned", "is-pinned", Boolean(message.pinned));
  }

  empty(row: HTMLElement, message: DeletedMessage): void {
    row.dataset.revision = String(message.revision);
    row.classList.remove("is-edited", "is-pinned", "is-editing");
    row.classList.add("is-deleted");
    for (const part of row.querySelectorAll(".c-pinned, .c-editor")) part.remove();
    textOf(row).textContent = this.reader.deleted ?? "";
  }

  private sign(row: HTMLElement, author: Author, instant: string): void {
    const isOwn = author.id === this.reader.reader;
    row.classList.toggle("is-own", isOwn);
    row.dataset.author = author.id;
    row.dataset.instant = instant;
    const face = row.querySelector<HTMLElement>(".r-av");
    if (face) {
      face.className = `r-av r-av-36 r-hue-${author.hue}`;
      face.dataset.member = author.id;
      face.textContent = author.initials;
    }
    const name = row.querySelector(".r-msg-who b");
    if (name) name.textContent = isOwn ? (this.reader.you ?? "") : author.name;
    const time = row.querySelector("time");
    if (!time) return;
    time.dateTime = instant;
    time.textContent = readerTimes().write(new Date(instant), "time");
    time.title = readerTimes().write(new Date(instant), "long");
  }

  /** Whoever is called by name sees it at once; everybody is called in the reader's language. */
  private callByName(text: HTMLElement): void {
    for (const mention of text.querySelectorAll<HTMLElement>(".r-mention")) {
      const { member } = mention.dataset;
      mention.classList.toggle("is-me", member === "all" || member === this.reader.reader);
      if (member === "all" && this.reader.all) mention.textContent = `@${this.reader.all}`;
    }
  }

  private mark(row: HTMLElement, place: Element | null, mark: string, state: string, isOn: boolean): void {
    row.classList.toggle(state, isOn);
    const shown = place?.querySelector(`:scope > ${mark}`);
    if (!isOn) shown?.remove();
    else if (!shown) place?.append(...[this.prototype.content.querySelector(mark)?.cloneNode(true)].filter((one) => one !== undefined));
  }
}

/** Where the words of a row stand. */
export function textOf(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>(".r-msg-text") as HTMLElement;
}
