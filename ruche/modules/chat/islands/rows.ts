/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Arrangement, isRow, rowAfter, rowBefore } from "./arrangement.ts";
import { type Author, type DeletedMessage, isDeleted, type Message } from "./messages.ts";
import type { Drawn } from "./outbox.ts";
import { RowTemplate } from "./row_template.ts";

/** The rows of a conversation: each message once, by position; what is not acknowledged stands below them all. */
export class Rows {
  private readonly list: HTMLElement;
  private readonly row: RowTemplate;
  private readonly arrangement: Arrangement;
  private readonly reader: string;

  /** `conversation`: the section of templates/chat/channel_detail.html. */
  constructor(conversation: HTMLElement) {
    const part = <Kind extends HTMLElement>(name: string) => conversation.querySelector<Kind>(`[data-part="${name}"]`) as Kind;
    this.list = part("rows");
    this.row = new RowTemplate(part("prototype"), conversation.dataset);
    this.arrangement = new Arrangement(part("day"));
    this.reader = conversation.dataset.reader ?? "";
  }

  /** Puts a message in its place. Null: nothing to show, it is older than what the page shows or than the row it would replace. */
  put(message: Message | DeletedMessage): HTMLElement | null {
    const known = this.find(message);
    if (known && Number(known.dataset.revision ?? 0) > message.revision) return null;
    if (!known && (isDeleted(message) || message.position < this.firstPosition)) return null;
    const row = known ?? this.row.blank();
    if (isDeleted(message)) this.row.empty(row, message);
    else this.row.fill(row, message);
    if (Number(row.dataset.position) !== message.position) this.place(row, message.position);
    this.arrangement.settleAround(row);
    return row;
  }

  /** Draws a message that is on its way. */
  draw(pending: Drawn, author: Author): HTMLElement {
    const known = this.list.querySelector<HTMLElement>(`[data-client="${pending.clientId}"]`);
    if (known) return known;
    const row = this.row.drawn(pending, author);
    this.list.append(row);
    this.arrangement.settle(row);
    return row;
  }

  remove(row: HTMLElement): void {
    const after = rowAfter(row);
    row.remove();
    if (after) this.arrangement.settle(after);
  }

  settle(row: HTMLElement): void {
    this.arrangement.settle(row);
  }

  get first(): HTMLElement | null {
    return this.list.querySelector<HTMLElement>("article[data-position]");
  }

  private get firstPosition(): number {
    return Number(this.first?.dataset.position ?? 0);
  }

  private find(message: Message | DeletedMessage): HTMLElement | null {
    const row = document.getElementById(`message-${message.id}`);
    if (row || isDeleted(message) || message.author.id !== this.reader) return row;
    return this.list.querySelector<HTMLElement>(`[data-client="${message.client_id}"]`);
  }

  /** Below the last row with a smaller position; what is on its way has none and stays last. */
  private place(row: HTMLElement, position: number): void {
    row.dataset.position = String(position);
    let last = this.list.lastElementChild;
    while (last && (last === row || !isRow(last) || !last.dataset.position || Number(last.dataset.position) > position)) {
      last = last.previousElementSibling;
    }
    if (row.parentElement === this.list && rowBefore(row) === last) return;
    const after = rowAfter(row);
    if (last && isRow(last)) last.after(row);
    else this.prepend(row);
    if (after) this.arrangement.settle(after);
    while (this.list.lastElementChild?.matches(".r-day")) this.list.lastElementChild.remove();
  }

  private prepend(row: HTMLElement): void {
    const first = [...this.list.children].find((child) => isRow(child) || child.matches(".r-day, .r-unread"));
    if (first) first.before(row);
    else this.list.append(row);
  }
}

const known = new WeakMap<HTMLElement, Rows>();

/** The rows of a conversation, shared by its islands. */
export function rowsOf(conversation: HTMLElement): Rows {
  const rows = known.get(conversation) ?? new Rows(conversation);
  known.set(conversation, rows);
  return rows;
}
