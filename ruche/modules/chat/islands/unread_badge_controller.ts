/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <a class="r-rail-item" data-space="talk" data-controller="unread-badge" data-unread-badge-topics-value="chat.inbox:… chat.activity:…"
      data-unread-badge-reader-value="0199…" data-unread-badge-url-value="/api/v1/o/…/chat/channels/">: widgets.py */
import { Controller } from "@hotwired/stimulus";
import { showBadge, showInTab } from "../../../kernel/ui/islands/badge.ts";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";

const MOST = 100;
/** When something happens every open page asks: not all in the same second, and none more often than this (ms). */
const PAUSE = 2_000;

type Channel = { id: string; last_position: number; unread: number };
type Page = { results: Channel[]; next: string | null };

/** Keeps the count in the rail right on pages without the list of channels. What each channel counts is asked when something happens. */
export default class UnreadBadge extends Controller<HTMLElement> {
  static override values = { topics: String, reader: String, url: String };
  declare readonly topicsValue: string;
  declare readonly readerValue: string;
  declare readonly urlValue: string;

  private channels?: Map<string, Channel>;
  private leaves: (() => void)[] = [];
  private waiting?: number | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;

  override connect(): void {
    showInTab(Number.parseInt(this.element.querySelector(".r-rail-badge")?.textContent ?? "0", 10));
    if (document.querySelector("[data-controller~='unread-counts']")) return; // the list counts, here too
    this.leaves = this.topicsValue.split(" ").map((topic) => live.subscribe(topic, null, (event) => this.hear(event)));
  }

  override disconnect(): void {
    for (const leave of this.leaves) leave();
    clearTimeout(this.waiting);
  }

  private hear({ topic, type, data }: LiveEvent): void {
    if (type === "resync") this.ask();
    else if (type === "message" && data.author) this.add(topic, data);
    else if (type === "read") this.count(this.channels?.get(String(data.channel)), Number(data.unread));
  }

  private add(topic: string, data: Record<string, unknown>): void {
    const channel = this.channels?.get(String(data.channel));
    const isOwn = (data.author as { id: string }).id === this.readerValue;
    if (!channel) {
      if (!isOwn && (!this.channels || topic.startsWith("chat.inbox:"))) this.ask();
      return;
    }
    if (Number(data.position) <= channel.last_position) return;
    channel.last_position = Number(data.position);
    if (!isOwn) this.count(channel, Math.min(MOST, channel.unread + 1));
  }

  private count(channel: Channel | undefined, unread: number): void {
    if (channel) channel.unread = unread;
    if (channel) this.show();
    else this.ask();
  }

  private show(): void {
    let total = 0;
    for (const { unread } of this.channels?.values() ?? []) total += unread;
    showBadge("talk", total);
    this.dispatch("changed");
  }

  private ask(): void {
    const rest = this.askedAt + PAUSE - performance.now();
    this.waiting ??= window.setTimeout(() => void this.fetch(), Math.max(rest, PAUSE * Math.random()));
  }

  private async fetch(): Promise<void> {
    this.askedAt = performance.now();
    this.waiting = undefined;
    const channels = new Map<string, Channel>();
    for (let next: string | null = ""; next !== null; ) {
      const page: Page | null = await read(next ? `${this.urlValue}?cursor=${encodeURIComponent(next)}` : this.urlValue);
      if (!page) return;
      for (const one of page.results) channels.set(one.id, one);
      next = page.next;
    }
    this.channels = channels;
    this.show();
  }
}

async function read(url: string): Promise<Page | null> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Page) : null;
}
