/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div data-controller="read-pointer" data-read-pointer-url-value="/api/v1/…/read-position/" data-read-pointer-position-value="12">… */
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

  override connect(): void {
    if (!this.activeValue) return;
    this.screen = new IntersectionObserver((entries) => this.saw(entries), { root: this.element });
    this.arrivals = new MutationObserver((changes) => this.watch(changes.flatMap((change) => [...change.addedNodes])));
    this.watch([...this.rowsTarget.children]);
    this.arrivals.observe(this.rowsTarget, { childList: true });
    document.addEventListener("visibilitychange", this.look);
    addEventListener("focus", this.look);
    document.addEventListener("mark-unread:marked", this.rest);
  }

  override disconnect(): void {
    this.screen?.disconnect();
    this.arrivals?.disconnect();
    clearTimeout(this.waiting);
    document.removeEventListener("visibilitychange", this.look);
    removeEventListener("focus", this.look);
    document.removeEventListener("mark-unread:marked", this.rest);
  }

  /** Whoever wants to read it again later has not read it now, though it is on the screen. */
  private readonly rest = (): void => this.disconnect();

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
      if (!(error instanceof RefusedError)) this.positionValue = before;
    }
  }
}

function isOnItsWay(row: HTMLElement): boolean {
  return row.dataset.position === undefined;
}

function positionOf(row: HTMLElement): number {
  return Number(row.dataset.position ?? 0);
}
