/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="conversation" data-conversation-topic-value="chat.channel:0199…" data-conversation-revision-value="41">:
   templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";
import { type DeletedMessage, isDeleted, type Message } from "./messages.ts";
import { keepPlace } from "./place.ts";
import { type Rows, rowsOf } from "./rows.ts";

/** Further from the newest message than this (px), the reader is somewhere else. */
const AWAY = 120;
/** A page that was refused at once says so itself; loading it again would not help. */
const SETTLED = 10_000;

/** Shows what is said while it is said, each message once and in its place, and leaves the reader where they read. */
export default class Conversation extends Controller<HTMLElement> {
  static override targets = ["log", "newest", "missed"];
  static override values = { topic: String, revision: Number };
  declare readonly logTarget: HTMLElement;
  declare readonly newestTarget: HTMLElement;
  declare readonly missedTarget: HTMLElement;
  declare readonly topicValue: string;
  declare readonly revisionValue: number;

  private rows!: Rows;
  private leave?: () => void;
  private missed = 0;
  private newest = 0;

  override connect(): void {
    this.rows = rowsOf(this.element);
    this.newest = Number(this.element.dataset.newest ?? 0);
    this.leave = live.subscribe(this.topicValue, this.revisionValue, (event) => this.hear(event));
    this.scrolled();
  }

  override disconnect(): void {
    this.leave?.();
  }

  scrolled(): void {
    this.newestTarget.hidden = !this.isAway;
    if (!this.isAway && this.missed > 0) this.count(0);
  }

  /** What an act changed, before the line says so. */
  changed({ detail: { message } }: CustomEvent<{ message: Message | DeletedMessage }>): void {
    this.show(message);
  }

  private hear(event: LiveEvent): void {
    if (event.type === "message") this.show(event.data as unknown as Message | DeletedMessage);
    else if (event.type === "resync" || (event.type === "refused" && performance.now() > SETTLED)) location.reload();
  }

  private show(message: Message | DeletedMessage): void {
    const isNew = message.position > this.newest;
    this.newest = Math.max(this.newest, message.position);
    const isAway = this.isAway;
    const wasPinned = this.isPinned(message);
    let row: HTMLElement | null = null;
    const put = () => {
      row = this.rows.put(message);
    };
    if (isAway) keepPlace(this.logTarget, this.rows.stretch.rows, put);
    else put();
    if (isNew && isAway && !isDeleted(message) && message.author.id !== this.element.dataset.reader) this.count(this.missed + 1);
    if (wasPinned !== this.isPinned(message)) this.dispatch("pinned", { detail: { step: wasPinned ? -1 : 1 } });
    if (row) this.dispatch("shown", { target: row, detail: { message } });
    else if (this.rows.lacks(message)) this.dispatch("lacking", { detail: { position: message.position } });
  }

  /** How many messages came in below while the reader was further up. */
  private count(missed: number): void {
    this.missed = missed;
    this.missedTarget.hidden = missed === 0;
    this.missedTarget.textContent = missed > 99 ? "99+" : String(missed);
  }

  private isPinned({ id }: { id: string }): boolean {
    return document.getElementById(`message-${id}`)?.classList.contains("is-pinned") ?? false;
  }

  private get isAway(): boolean {
    return this.rows.stretch.has("after") || this.logTarget.scrollTop < -AWAY;
  }
}
