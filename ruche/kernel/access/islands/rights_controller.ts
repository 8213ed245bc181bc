/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <div class="r-banner" hidden data-controller="rights" data-rights-topic-value="access:0199…" data-action="…">: access/_rights_banner.html */
import { Controller } from "@hotwired/stimulus";
import { type LiveEvent, live } from "../../ui/islands/live/live.ts";

/** What the page draws by somebody's rights, outside of its main part. */
const MENUS = [".r-rail", "#sidebar", ".r-tabbar"];
/** A change of a role of many reaches all their pages at once: not all ask in the same second (ms). */
const SPREAD = 1_500;

/** Says on an open page that its reader's rights changed, or why the organisation is closed to them now, and draws the menus anew. What they typed stays. */
export default class Rights extends Controller<HTMLElement> {
  static override values = { topic: String };
  static override targets = ["gone", "why"];
  declare readonly topicValue: string;
  declare readonly goneTarget: HTMLElement;
  declare readonly whyTarget: HTMLElement;
  private leave?: () => void;
  private waiting?: number | undefined;

  override connect(): void {
    this.leave = live.subscribe(this.topicValue, null, (event) => this.hear(event));
  }

  override disconnect(): void {
    this.leave?.();
    clearTimeout(this.waiting);
  }

  reload(): void {
    location.reload();
  }

  close(): void {
    this.element.hidden = true;
  }

  private hear({ type, data }: LiveEvent): void {
    const isRefused = type === "refused" && data.code === "not_found";
    if (type !== "changed" && !isRefused) return;
    this.element.hidden = false;
    this.waiting ??= window.setTimeout(() => void this.refresh(), SPREAD * Math.random());
  }

  private async refresh(): Promise<void> {
    this.waiting = undefined;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer) return;
    this.goneTarget.hidden = answer.ok;
    const text = await answer.text();
    // Without its head: the style there carries the nonce of another page, and parsing it would be refused aloud.
    const fresh = new DOMParser().parseFromString(text.slice(Math.max(0, text.indexOf("<body"))), "text/html");
    if (!answer.ok) {
      // A gate that closed says why: sign_in/closed.html, protection/suspended.html.
      const why = fresh.querySelector<HTMLElement>("[data-closed-why]")?.dataset.closedWhy;
      if (why) this.whyTarget.textContent = why;
      return;
    }
    for (const menu of MENUS) {
      const [old, now] = [document.querySelector(menu), fresh.querySelector(menu)];
      if (old && now && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(now));
    }
  }
}
