/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="conversation" data-conversation-topic-value="chat.channel:0199…" data-conversation-revision-value="41">:
   templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";
import type { DeletedMessage, Message } from "./messages.ts";
import { type Rows, rowsOf } from "./rows.ts";

/** Further from the newest message than this (px), the reader is somewhere else. */
const AWAY = 120;
/** A page that was refused at once says so itself; loading it again would not help. */
const SETTLED = 10_000;

/** Shows what is said while it is said, each message once and in its place, and leaves the reader where they read. */
export default class Conversation extends Controller<HTMLElement> {
  static override targets = ["log", "newest", "missed", "later", "unread"];
  static override values = { topic: String, revision: Number };
  declare readonly logTarget: HTMLElement;
  declare readonly newestTarget: HTMLElement;
  declare readonly missedTarget: HTMLElement;
  declare readonly hasLaterTarget: boolean;
  declare readonly hasUnreadTarget: boolean;
  declare readonly unreadTarget: HTMLElement;
  declare readonly topicValue: string;
  declare readonly revisionValue: number;

  private rows?: Rows;
  private leave?: () => void;
  private missed = 0;

  override connect(): void {
    this.rows = rowsOf(this.element);
    this.leave = live.subscribe(this.topicValue, this.revisionValue, (event) => this.hear(event));
    if (this.hasUnreadTarget) this.unreadTarget.scrollIntoView({ block: "center" });
  }

  override disconnect(): void {
    this.leave?.();
  }

  toNewest(): void {
    this.logTarget.scrollTo({ top: 0, behavior: "smooth" });
  }

  scrolled(): void {
    this.newestTarget.hidden = !this.isAway;
    if (!this.isAway && this.missed > 0) this.count(0);
  }

  /** Rows came in above: the one that was first stands differently below them. */
  joined({ detail: { row } }: CustomEvent<{ row: HTMLElement }>): void {
    this.rows?.settle(row);
  }

  private hear(event: LiveEvent): void {
    if (event.type === "message") this.show(event.data as unknown as Message | DeletedMessage);
    else if (event.type === "resync" || (event.type === "refused" && performance.now() > SETTLED)) location.reload();
  }

  private show(message: Message | DeletedMessage): void {
    if (this.hasLaterTarget) return; // the page shows an older part of the history
    const { scrollHeight } = this.logTarget;
    const before = this.rowCount;
    const wasAway = this.isAway;
    const row = this.rows?.put(message);
    if (!row) return;
    // The log is anchored at its end: whoever reads further up is moved by what was added below.
    if (wasAway) this.logTarget.scrollTop -= this.logTarget.scrollHeight - scrollHeight;
    if (wasAway && this.rowCount > before) this.count(this.missed + 1);
    this.dispatch("shown", { target: row, detail: { message } });
  }

  /** How many messages came in below while the reader was further up. */
  private count(missed: number): void {
    this.missed = missed;
    this.missedTarget.hidden = missed === 0;
    this.missedTarget.textContent = missed > 99 ? "99+" : String(missed);
  }

  private get rowCount(): number {
    return this.logTarget.querySelectorAll("article").length;
  }

  private get isAway(): boolean {
    return this.logTarget.scrollTop < -AWAY;
  }
}
