/* SPDX-License-Identifier: AGPL-3.0-or-later */
import type { Arrangement } from "./arrangement.ts";
import { rowAfter } from "./arrangement.ts";
import type { UnreadLine } from "./unread_line.ts";

export type Side = "before" | "after";

/** The part of the history that the page shows: gap-free, and what lies before and after it (templates/chat/_rows.html). */
export class Stretch {
  constructor(
    private readonly track: HTMLElement,
    private readonly arrangement: Arrangement,
    private readonly line: UnreadLine,
  ) {
    this.line.place(this.rows);
  }

  get rows(): HTMLElement {
    return partOf(this.track, "rows");
  }

  /** The link to what lies on a side; hidden when nothing does. */
  link(side: Side): HTMLAnchorElement {
    return partOf<HTMLAnchorElement>(this.track, side === "before" ? "earlier" : "later");
  }

  has(side: Side): boolean {
    return !this.link(side).hidden;
  }

  get placed(): HTMLElement[] {
    return [...this.rows.querySelectorAll<HTMLElement>(":scope > article[data-position]")];
  }

  get first(): number {
    return positionOf(this.rows.querySelector(":scope > article[data-position]"));
  }

  get last(): number {
    return positionOf(this.placed.at(-1));
  }

  at(position: number): HTMLElement | null {
    return this.rows.querySelector<HTMLElement>(`:scope > article[data-position="${position}"]`);
  }

  /** Puts what the server answered on a side of what is shown. */
  add(side: Side, answer: DocumentFragment): void {
    const neighbour = side === "before" ? this.placed[0] : this.placed.at(-1);
    const rows = partOf(answer, "rows");
    for (const row of rows.querySelectorAll("article")) if (document.getElementById(row.id)) row.remove();
    // Elements only: what stands between them would stay behind when they go.
    if (side === "after" && neighbour) neighbour.after(...rows.children);
    else this.rows.prepend(...rows.children);
    this.adopt(side, answer);
    const joint = side === "before" ? neighbour : neighbour && rowAfter(neighbour);
    if (joint) this.arrangement.settle(joint);
    this.settleWaiting();
    this.line.place(this.rows);
  }

  /** Shows what the server answered instead; what is on its way stays below it. */
  replace(answer: DocumentFragment): void {
    const rows = partOf(answer, "rows");
    const waiting = [...this.rows.querySelectorAll<HTMLElement>(":scope > article:not([data-position])")];
    const known = new Set([...rows.querySelectorAll<HTMLElement>("article[data-client]")].map((row) => row.dataset.client));
    this.rows.replaceChildren(...rows.children, ...waiting.filter((row) => !known.has(row.dataset.client)));
    this.adopt("before", answer);
    this.adopt("after", answer);
    this.settleWaiting();
    this.line.place(this.rows);
  }

  /** Everything after a position is new again: the line goes above the first of it. */
  beginAnew(read: number, count: number): void {
    const former = this.line.shown && rowAfter(this.line.shown);
    this.line.renew(read, count);
    if (former) this.arrangement.settle(former);
    this.line.place(this.rows);
  }

  /** Takes rows away at one end until `most` are left, except those in use: being written in, or focused. */
  drop(side: Side, most: number): void {
    const rows = this.placed;
    const [far, step] = side === "before" ? [0, 1] : [rows.length - 1, -1];
    let dropped = 0;
    for (let nth = far; dropped < rows.length - most; nth += step, dropped += 1) {
      const row = rows[nth];
      if (!row || isInUse(row)) break;
      row.remove();
    }
    if (dropped === 0) return;
    this.link(side).hidden = false;
    if (side === "before") partOf(this.track, "beginning").replaceChildren();
    this.clearEdge(side);
  }

  /** Lines that have no row left; the first row gets its day. */
  private clearEdge(side: Side): void {
    const edge = side === "before" ? this.placed[0] : this.placed.at(-1);
    const next = () => (side === "before" ? edge?.previousElementSibling : edge?.nextElementSibling);
    for (let line = next(); line && !line.matches("article"); line = next()) line.remove();
    if (edge && side === "before") this.arrangement.settle(edge);
    this.settleWaiting();
  }

  private settleWaiting(): void {
    const last = this.placed.at(-1);
    const waiting = last && rowAfter(last);
    if (waiting) this.arrangement.settle(waiting);
  }

  private adopt(side: Side, answer: DocumentFragment): void {
    this.link(side).hidden = partOf(answer, side === "before" ? "earlier" : "later").hidden;
    if (side === "before") partOf(this.track, "beginning").replaceChildren(...partOf(answer, "beginning").childNodes);
  }
}

export function partOf<Kind extends HTMLElement>(within: ParentNode, name: string): Kind {
  return within.querySelector<Kind>(`[data-part="${name}"]`) as Kind;
}

export function positionOf(row: Element | null | undefined): number {
  return Number((row as HTMLElement | null | undefined)?.dataset.position ?? 0);
}

function isInUse(row: HTMLElement): boolean {
  return row.classList.contains("is-editing") || row.contains(document.activeElement);
}
