/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <a class="r-rail-item" data-space="talk" data-controller="unread-badge" data-unread-badge-topics-value="chat.inbox:… chat.activity:…"
      data-unread-badge-reader-value="0199…" data-unread-badge-url-value="/api/v1/o/…/chat/channels/">: widgets.py */
import { Controller } from "@hotwired/stimulus";
import { showBadge, showInTab } from "../../../kernel/ui/islands/badge.ts";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";

const MOST = 100;
/** When something happens every open page asks: not all in the same second (ms). */
const PAUSE = 2_000;

type Channel = { id: string; last_position: number; unread: number };

/** Keeps the count in the rail right on pages without the list of channels. What each channel counts is asked when something happens. */
export default class UnreadBadge extends Controller<HTMLElement> {
  static override values = { topics: String, reader: String, url: String };
  declare readonly topicsValue: string;
  declare readonly readerValue: string;
  declare readonly urlValue: string;

  private channels?: Map<string, Channel>;
  private leaves: (() => void)[] = [];
  private waiting?: number | undefined;

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
    this.waiting ??= window.setTimeout(() => void this.fetch(), PAUSE * Math.random());
  }

  private async fetch(): Promise<void> {
    const answer = await fetch(this.urlValue, { headers: { Accept: "application/json" } }).catch(() => null);
    this.waiting = undefined;
    if (!answer?.ok) return;
    const { results } = (await answer.json()) as { results: Channel[] };
    this.channels = new Map(results.map((one) => [one.id, one]));
    this.show();
  }
}
