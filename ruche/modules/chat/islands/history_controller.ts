/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <section data-controller="history" data-action="composer:send->history#toNewest mark-unread:done@document->history#beginAnew"
            data-history-url-value="…/messages/" data-history-target-value="12">:
   templates/chat/channel_detail.html */
import { Controller } from "@hotwired/stimulus";
import { keepPlace } from "./place.ts";
import { readPart } from "./read_part.ts";
import { type Rows, rowsOf } from "./rows.ts";
import type { Side } from "./stretch.ts";

/** Rows that a page holds at most; what lies further is taken away, and fetched again when one comes back to it. */
export const MOST_ROWS = 300;
/** Fetched before the reader arrives there (px). */
const AHEAD = "500px 0px";

/** Brings the history from both sides while one scrolls, and goes to any place of it: a message, the first new one, the newest. */
export default class History extends Controller<HTMLElement> {
  static override targets = ["log"];
  static override values = { url: String, target: Number };
  declare readonly logTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly targetValue: number;

  private rows!: Rows;
  private ends?: IntersectionObserver;
  private asked = 0;
  private isBusy = false;

  override connect(): void {
    this.rows = rowsOf(this.element);
    this.ends = new IntersectionObserver((entries) => this.reached(entries), { root: this.logTarget, rootMargin: AHEAD });
    if (this.targetValue) requestAnimationFrame(() => void this.to(this.targetValue));
    else this.rows.line.shown?.scrollIntoView({ block: "center" });
    this.watch();
    document.addEventListener("live:state", this.resume);
  }

  override disconnect(): void {
    this.ends?.disconnect();
    document.removeEventListener("live:state", this.resume);
  }

  async toNewest(): Promise<void> {
    if (this.rows.stretch.has("after") && !(await this.fetch(""))) return;
    this.logTarget.scrollTop = 0;
    this.dispatch("newest");
  }

  async toUnread(): Promise<void> {
    const { line } = this.rows;
    if (!line.shown) await this.fetch(`?around=${line.read + 1}`);
    const row = line.shown?.nextElementSibling;
    line.shown?.scrollIntoView({ block: "center" });
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
  }

  /** The reader keeps what follows a position for later, and stays where they are. */
  beginAnew({ detail: { read, unread } }: CustomEvent<{ read: number; unread: number }>): void {
    const { stretch } = this.rows;
    const put = () => stretch.beginAnew(read, unread);
    if (this.logTarget.scrollTop < 0) keepPlace(this.logTarget, stretch.rows, put);
    else put(); // at the newest message they stay there
    this.dispatch("shown");
  }

  go({ detail: { position } }: CustomEvent<{ position: number }>): void {
    void this.to(position);
  }

  /** To a message, wherever it is. False when it cannot be shown here. */
  private async to(position: number): Promise<boolean> {
    const { stretch } = this.rows;
    if (!stretch.at(position) && !(await this.fetch(`?around=${position}`))) return false;
    const row = stretch.at(position);
    if (!row) return false;
    for (const marked of stretch.rows.querySelectorAll("article.is-target")) marked.classList.remove("is-target");
    row.classList.add("is-target");
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
    return true;
  }

  /** By hand, where scrolling does not do. */
  more(event: Event): void {
    event.preventDefault();
    void this.extend((event.currentTarget as HTMLElement).dataset.part === "earlier" ? "before" : "after");
  }

  /** Rows were added: those far from the reader go. */
  trim(): void {
    if (!this.isFull) return;
    const rows = this.rows.stretch.rows.getBoundingClientRect();
    const screen = this.logTarget.getBoundingClientRect();
    this.drop(screen.top - rows.top >= rows.bottom - screen.bottom ? "before" : "after");
  }

  private reached(entries: IntersectionObserverEntry[]): void {
    const end = entries.find((entry) => entry.isIntersecting)?.target;
    if (end) void this.extend(end === this.rows.stretch.link("before") ? "before" : "after");
  }

  private async extend(side: Side): Promise<void> {
    const { stretch } = this.rows;
    if (this.isBusy || !stretch.has(side)) return;
    await this.fetch(`?${side}=${side === "before" ? stretch.first : stretch.last}`, side);
  }

  /** Shows an answer on a side, or instead of what is shown. Only the last thing asked for counts. */
  private async fetch(address: string, side?: Side): Promise<boolean> {
    this.asked += 1;
    const turn = this.asked;
    this.isBusy = true;
    this.rows.hold();
    const answer = await readPart(this.urlValue + address); // in vain: the link is still there to be pressed, or to be seen again
    if (turn !== this.asked) return false;
    if (answer) this.show(answer, side);
    this.rows.release();
    this.isBusy = false;
    if (answer) this.watch();
    return answer !== null;
  }

  private show(answer: DocumentFragment, side?: Side): void {
    const put = () => this.rows.show(answer, side);
    if (side) keepPlace(this.logTarget, this.rows.stretch.rows, put);
    else put();
    if (side && this.isFull) this.drop(side === "before" ? "after" : "before");
  }

  private drop(side: Side): void {
    const { stretch } = this.rows;
    keepPlace(this.logTarget, stretch.rows, () => stretch.drop(side, MOST_ROWS));
    this.watch();
  }

  private get isFull(): boolean {
    return this.rows.stretch.rows.childElementCount > MOST_ROWS;
  }

  /** Both ends are looked at anew: one may be on the screen still. */
  private watch(): void {
    this.ends?.disconnect();
    for (const side of ["before", "after"] as const) if (this.rows.stretch.has(side)) this.ends?.observe(this.rows.stretch.link(side));
    this.dispatch("shown");
  }

  private readonly resume = (event: Event): void => {
    if ((event as CustomEvent<{ state: string }>).detail.state === "online") this.watch();
  };
}
