/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="read-pointer" data-read-pointer-url-value="/api/v1/…/read-position/" data-read-pointer-position-value="12"
        data-action="mark-unread:marked@document->read-pointer#rest mark-unread:done@document->read-pointer#goBack
        mark-unread:failed@document->read-pointer#resume history:newest@document->read-pointer#resume">… */
import { Controller } from "@hotwired/stimulus";
import { isRow } from "./arrangement.ts";
import { RefusedError, sendJson } from "./messages.ts";

const PAUSE = 400;

/** Moves the read position to the last message that was on the screen while somebody looked at it. */
export default class ReadPointer extends Controller<HTMLElement> {
  static override targets = ["rows"];
  static override values = { url: String, position: Number, active: Boolean };
  declare readonly rowsTarget: HTMLElement;
  declare readonly urlValue: string;
  declare positionValue: number;
  declare readonly activeValue: boolean;

  private readonly visible = new Set<HTMLElement>();
  private screen?: IntersectionObserver;
  private arrivals?: MutationObserver;
  private waiting?: number;

  private isResting = true;

  override connect(): void {
    if (this.activeValue) this.begin();
    addEventListener("pageshow", this.reopened);
  }

  override disconnect(): void {
    this.rest();
    removeEventListener("pageshow", this.reopened);
  }

  private begin(): void {
    this.isResting = false;
    this.screen = new IntersectionObserver((entries) => this.saw(entries), { root: this.element });
    this.arrivals = new MutationObserver((changes) => this.watch(changes.flatMap((change) => [...change.addedNodes])));
    this.watch([...this.rowsTarget.children]);
    this.arrivals.observe(this.rowsTarget, { childList: true });
    document.addEventListener("visibilitychange", this.look);
    addEventListener("focus", this.look);
  }

  /** Whoever wants to read it again later has not read it now, though it is on the screen. */
  rest(): void {
    this.isResting = true;
    this.visible.clear();
    this.screen?.disconnect();
    this.arrivals?.disconnect();
    clearTimeout(this.waiting);
    document.removeEventListener("visibilitychange", this.look);
    removeEventListener("focus", this.look);
  }

  /** So much is read, and no more: until the reader goes to the newest message, or opens the conversation again. */
  goBack({ detail: { read } }: CustomEvent<{ read: number }>): void {
    this.positionValue = read;
  }

  resume(): void {
    if (this.activeValue && this.isResting) this.begin();
  }

  private readonly reopened = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.resume();
  };

  private watch(nodes: Node[]): void {
    for (const node of nodes) if (isRow(node) && (isOnItsWay(node) || positionOf(node) > this.positionValue)) this.screen?.observe(node);
  }

  private saw(entries: IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) this.visible.add(target as HTMLElement);
      else this.visible.delete(target as HTMLElement);
    }
    this.look();
  }

  private readonly look = (): void => {
    if (document.visibilityState !== "visible" || !document.hasFocus()) return;
    for (const row of this.visible) if (!row.isConnected) this.visible.delete(row); // dropped from the page
    const last = Math.max(0, ...[...this.visible].map(positionOf));
    if (last <= this.positionValue) return;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.move(last), PAUSE);
  };

  private async move(position: number): Promise<void> {
    const before = this.positionValue;
    this.positionValue = Math.max(before, position);
    try {
      await sendJson(this.urlValue, "PUT", { position });
    } catch (error) {
      // Out of reach: what is on the screen is looked at again the next time.
      if (!(error instanceof RefusedError)) this.positionValue = Math.min(before, this.positionValue);
    }
  }
}

function isOnItsWay(row: HTMLElement): boolean {
  return row.dataset.position === undefined;
}

function positionOf(row: HTMLElement): number {
  return Number(row.dataset.position ?? 0);
}
