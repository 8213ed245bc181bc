/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <button hidden data-controller="first-unread" data-action="history#toUnread history:shown@document->first-unread#look">12 new</button> */
import { Controller } from "@hotwired/stimulus";
import { type Rows, rowsOf } from "./rows.ts";

/** Says that new messages begin above the screen, until their beginning was seen. */
export default class FirstUnread extends Controller<HTMLElement> {
  private rows!: Rows;
  private log!: HTMLElement;
  private screen?: IntersectionObserver;
  private isSeen = false;

  override connect(): void {
    const conversation = this.element.closest<HTMLElement>("section") as HTMLElement;
    this.rows = rowsOf(conversation);
    this.log = conversation.querySelector<HTMLElement>('[role="log"]') as HTMLElement;
    this.screen = new IntersectionObserver((entries) => this.saw(entries), { root: this.log });
    this.look();
  }

  override disconnect(): void {
    this.screen?.disconnect();
  }

  look(): void {
    const { line, stretch } = this.rows;
    this.screen?.disconnect();
    if (this.isSeen || line.count === 0) this.element.hidden = true;
    else if (line.shown) this.screen?.observe(line.shown);
    else this.element.hidden = stretch.first <= line.read + 1;
  }

  private saw(entries: IntersectionObserverEntry[]): void {
    const { isIntersecting, boundingClientRect } = entries.at(-1) as IntersectionObserverEntry;
    this.isSeen ||= isIntersecting;
    this.element.hidden = this.isSeen || boundingClientRect.top > this.log.getBoundingClientRect().top;
  }
}
