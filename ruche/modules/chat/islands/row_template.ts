/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { readerTimes } from "../../../kernel/ui/islands/times.ts";
import type { Author, DeletedMessage, Message } from "./messages.ts";
import type { Drawn } from "./outbox.ts";

/** The prototype of a row (templates/chat/_message.html), filled in for one reader: their name, their words, their zone. */
export class RowTemplate {
  constructor(
    private readonly prototype: HTMLTemplateElement,
    private readonly reader: DOMStringMap, // data-reader, data-you, data-deleted
  ) {}

  blank(): HTMLElement {
    const copy = this.prototype.content.cloneNode(true) as DocumentFragment;
    return copy.querySelector<HTMLElement>("article") as HTMLElement;
  }

  /** A message on its way: as it was typed, without an id or a position. */
  drawn(pending: Drawn, author: Author): HTMLElement {
    const row = this.blank();
    this.sign(row, author, pending.writtenAt);
    row.dataset.client = pending.clientId;
    row.classList.add("is-sending");
    const lines = (pending.written ?? pending.body)
      .split("\n")
      .flatMap((line, nth) => (nth > 0 ? [document.createElement("br"), line] : [line]));
    textOf(row).replaceChildren(...lines);
    return row;
  }

  fill(row: HTMLElement, message: Message): void {
    this.sign(row, message.author, message.created_at);
    row.id = `message-${message.id}`;
    row.dataset.revision = String(message.revision);
    if (message.author.id === this.reader.reader) row.dataset.client = message.client_id;
    row.classList.remove("is-sending", "is-failed");
    row.querySelector(".c-failure")?.remove();
    textOf(row).innerHTML = message.html;
  }

  empty(row: HTMLElement, message: DeletedMessage): void {
    row.dataset.revision = String(message.revision);
    row.classList.add("is-deleted");
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
      face.textContent = author.initials;
      face.dataset.member = author.id;
    }
    const name = row.querySelector(".r-msg-who b");
    if (name) name.textContent = isOwn ? (this.reader.you ?? "") : author.name;
    const time = row.querySelector("time");
    if (!time) return;
    time.dateTime = instant;
    time.textContent = readerTimes().write(new Date(instant), "time");
    time.title = readerTimes().write(new Date(instant), "long");
  }
}

function textOf(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>(".r-msg-text") as HTMLElement;
}
