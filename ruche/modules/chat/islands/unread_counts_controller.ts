/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="unread-counts" data-unread-counts-topics-value="chat.inbox:… chat.activity:…" …>: templates/chat/_sidebar.html */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "../../../kernel/ui/islands/live/live.ts";

const MOST = 100;
const PAUSE = 300;
const RAILS = [
  [".r-rail-item[aria-current]", "r-rail-badge"],
  [".r-tabbar-item[aria-current]", "r-count r-count-hot"],
] as const;

/** Counts what was not read, in the sidebar and in the rail; reads the list anew when it is another one. */
export default class UnreadCounts extends Controller<HTMLElement> {
  static override targets = ["channel", "total"];
  static override values = { topics: String, reader: String, current: String, url: String };
  declare readonly channelTargets: HTMLElement[];
  declare readonly totalTarget: HTMLElement;
  declare readonly topicsValue: string;
  declare readonly readerValue: string;
  declare readonly currentValue: string;
  declare readonly urlValue: string;

  private leaves: (() => void)[] = [];
  private waiting?: number;

  override connect(): void {
    this.leaves = this.topicsValue.split(" ").map((topic) => live.subscribe(topic, null, (event) => this.hear(event)));
  }

  override disconnect(): void {
    for (const leave of this.leaves) leave();
    clearTimeout(this.waiting);
  }

  private hear({ topic, type, data }: LiveEvent): void {
    const channel = String(data.channel ?? topic.split(":")[1]);
    if (type === "message" && data.author) this.add(channel, Number(data.position), (data.author as { id: string }).id, topic);
    else if (type === "read") this.write(channel, Number(data.unread));
    else if (type === "resync") this.readAnew();
  }

  private add(channel: string, position: number, author: string, topic: string): void {
    const line = this.find(channel);
    if (!line) {
      if (topic.startsWith("chat.inbox:")) this.readAnew(); // a conversation that begins
      return;
    }
    if (position <= Number(line.dataset.position)) return;
    line.dataset.position = String(position);
    const isBeingRead = channel === this.currentValue && document.visibilityState === "visible" && document.hasFocus();
    if (author !== this.readerValue && !isBeingRead) this.write(channel, Math.min(MOST, countOf(line) + 1));
  }

  private write(channel: string, count: number): void {
    const line = this.find(channel);
    if (!line) return;
    show(line, count);
    const total = this.channelTargets.reduce((sum, one) => sum + countOf(one), 0);
    show(this.totalTarget, total);
    this.showInRail(total);
  }

  /** The rail and the phone's tab bar: the space that this page is in. */
  private showInRail(total: number): void {
    const word = this.totalTarget.querySelector(".r-count .r-sr");
    for (const [space, style] of RAILS) {
      const icon = document.querySelector(`${space} > span`);
      icon?.querySelector(".r-rail-badge, .r-count")?.remove();
      if (!icon || !word || total === 0) continue;
      const badge = document.createElement("b");
      badge.className = style;
      badge.append(written(total), word.cloneNode(true));
      icon.append(badge);
    }
  }

  private readAnew(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.fetch(), PAUSE * (1 + Math.random()));
  }

  private async fetch(): Promise<void> {
    const answer = await fetch(`${this.urlValue}?current=${this.currentValue}`);
    if (!answer.ok) return;
    const parts = document.createRange().createContextualFragment(await answer.text());
    const fresh = parts.querySelector(".r-nav");
    if (!fresh) return;
    this.element.replaceChildren(...fresh.childNodes);
    this.showInRail(countOf(this.totalTarget));
  }

  private find(channel: string): HTMLElement | undefined {
    return this.channelTargets.find((line) => line.dataset.channel === channel);
  }
}

function counter(line: HTMLElement): HTMLElement | null {
  return line.querySelector<HTMLElement>("[data-count]");
}

function countOf(line: HTMLElement): number {
  return Number(counter(line)?.dataset.count ?? 0);
}

function written(count: number): string {
  return count > 99 ? "99+" : String(count);
}

function show(line: HTMLElement, count: number): void {
  line.classList.toggle("is-new", count > 0);
  const box = counter(line);
  if (!box) return;
  box.dataset.count = String(count);
  box.hidden = count === 0;
  if (box.firstElementChild) box.firstElementChild.textContent = written(count);
}
