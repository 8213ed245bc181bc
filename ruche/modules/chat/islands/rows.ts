/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Arrangement, isRow, rowAfter, rowBefore } from "./arrangement.ts";
import { type Author, type DeletedMessage, isDeleted, type Message } from "./messages.ts";
import type { Drawn } from "./outbox.ts";
import { RowTemplate } from "./row_template.ts";
import { partOf, type Side, Stretch } from "./stretch.ts";
import { UnreadLine } from "./unread_line.ts";

/** The rows of a conversation: each message once, by position; what is not acknowledged stands below them all. */
export class Rows {
  readonly stretch: Stretch;
  readonly line: UnreadLine;
  private readonly row: RowTemplate;
  private readonly arrangement: Arrangement;
  private readonly reader: string;
  private held: Map<string, Message | DeletedMessage> | undefined;

  /** `conversation`: the section of templates/chat/channel_detail.html. */
  constructor(conversation: HTMLElement) {
    this.row = new RowTemplate(partOf(conversation, "prototype"), conversation.dataset);
    this.arrangement = new Arrangement(partOf(conversation, "day"));
    this.line = new UnreadLine(conversation);
    this.stretch = new Stretch(partOf(conversation, "track"), this.arrangement, this.line);
    this.reader = conversation.dataset.reader ?? "";
  }

  /**
   * Puts a message in its place. Null: nothing to show, it lies outside the part of the history that is shown, or is older than
   * the row it would replace.
   */
  put(message: Message | DeletedMessage): HTMLElement | null {
    this.keep(message);
    const known = this.find(message);
    if (known && Number(known.dataset.revision ?? 0) > message.revision) return null;
    if (!known?.dataset.position && this.isOutside(message)) return this.leaveOut(known);
    const row = known ?? this.row.blank();
    if (isDeleted(message)) this.row.empty(row, message);
    else this.row.fill(row, message);
    if (Number(row.dataset.position) !== message.position) this.place(row, message.position);
    this.arrangement.settleAround(row);
    return row;
  }

  /** Draws a message that is on its way. */
  draw(pending: Drawn, author: Author): HTMLElement {
    const known = this.list.querySelector<HTMLElement>(`[data-client="${CSS.escape(pending.clientId)}"]`);
    if (known) return known;
    const row = this.row.drawn(pending, author);
    this.list.append(row);
    this.arrangement.settle(row);
    return row;
  }

  /** A marker is told without its author and its time: where the page has no row for it, the server's has to be fetched. */
  lacks(message: Message | DeletedMessage): boolean {
    return isDeleted(message) && !this.find(message) && this.reaches(message.position);
  }

  /** Puts a row that the server wrote in its place. */
  insert(row: HTMLElement): void {
    const position = Number(row.dataset.position);
    if (document.getElementById(row.id) || !this.reaches(position)) return;
    this.place(row, position);
    this.arrangement.settleAround(row);
  }

  remove(row: HTMLElement): void {
    const after = rowAfter(row);
    row.remove();
    if (after) this.arrangement.settle(after);
  }

  /** While a part of the history is on its way: what is said meanwhile may concern it, and is looked at again afterwards. */
  hold(): void {
    this.held ??= new Map();
  }

  release(): void {
    const held = [...(this.held?.values() ?? [])];
    this.held = undefined;
    for (const message of held) this.put(message);
  }

  /** Adds what the server answered on a side, or shows it instead. */
  show(answer: DocumentFragment, side?: Side): void {
    if (side) this.stretch.add(side, answer);
    else this.stretch.replace(answer);
  }

  private get list(): HTMLElement {
    return this.stretch.rows;
  }

  private isOutside(message: Message | DeletedMessage): boolean {
    return isDeleted(message) || !this.reaches(message.position);
  }

  /** Whether a position lies in the part of the history that is shown. */
  private reaches(position: number): boolean {
    return position >= this.stretch.first && !(this.stretch.has("after") && position > this.stretch.last);
  }

  /** Also what has its row already: that row may be one of those that are about to be replaced. */
  private keep(message: Message | DeletedMessage): void {
    if ((this.held?.get(message.id)?.revision ?? 0) <= message.revision) this.held?.set(message.id, message);
  }

  private leaveOut(drawn: HTMLElement | null): null {
    if (!this.held && drawn) this.remove(drawn);
    return null;
  }

  private find(message: Message | DeletedMessage): HTMLElement | null {
    const row = document.getElementById(`message-${message.id}`);
    if (row || isDeleted(message) || message.author.id !== this.reader) return row;
    return this.list.querySelector<HTMLElement>(`[data-client="${CSS.escape(message.client_id)}"]`);
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
    else this.list.prepend(row);
    if (after) this.arrangement.settle(after);
    while (this.list.lastElementChild?.matches(".r-day")) this.list.lastElementChild.remove();
  }
}

const known = new WeakMap<HTMLElement, Rows>();

/** The rows of a conversation, shared by its islands. */
export function rowsOf(conversation: HTMLElement): Rows {
  const rows = known.get(conversation) ?? new Rows(conversation);
  known.set(conversation, rows);
  return rows;
}
