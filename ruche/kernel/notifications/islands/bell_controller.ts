/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <a class="r-icon r-bell" data-controller="bell" data-bell-topic-value="notifications:0199…" data-bell-word-value="unread">: notifications/_bell.html */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "../../ui/islands/live/live.ts";

/** How many notifications wait, as soon as it changes. */
export default class Bell extends Controller<HTMLElement> {
  static override values = { topic: String, word: String };
  declare readonly topicValue: string;
  declare readonly wordValue: string;
  private leave?: () => void;

  override connect(): void {
    this.leave = live.subscribe(this.topicValue, null, (event) => this.hear(event));
  }

  override disconnect(): void {
    this.leave?.();
  }

  private hear({ type, data }: LiveEvent): void {
    if (type === "read") this.show(Number(data.unread));
  }

  private show(count: number): void {
    this.element.querySelector(".r-rail-badge")?.remove();
    if (count <= 0) return;
    const badge = document.createElement("b");
    badge.className = "r-rail-badge";
    const word = document.createElement("span");
    word.className = "r-sr";
    word.textContent = ` ${this.wordValue}`;
    badge.append(count > 99 ? "99+" : String(count), word);
    this.element.append(badge);
  }
}
