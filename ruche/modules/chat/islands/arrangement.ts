/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { readerTimes } from "../../../kernel/ui/islands/times.ts";

/** Longer apart than this, a message has its author and time again. As views/rows.py. */
const TOGETHER = 5 * 60_000;

/** Rows by day, consecutive messages of one person together: looked at again wherever a row came or changed. */
export class Arrangement {
  constructor(private readonly day: HTMLTemplateElement) {}

  /** Settle how a row stands below the one before it. */
  settle(row: HTMLElement): void {
    const before = rowBefore(row);
    const isNewDay = !before || dayOf(before) !== dayOf(row);
    const [line, ...others] = linesBetween(before, row, ".r-day");
    for (const other of isNewDay ? others : [line, ...others]) other?.remove();
    if (isNewDay && !line) this.write(row);
    const isNew = linesBetween(before, row, ".r-unread").length > 0;
    row.classList.toggle("is-follow", Boolean(before) && !isNewDay && !isNew && follows(before as HTMLElement, row));
  }

  /** Settle a row that came, and the one after it. */
  settleAround(row: HTMLElement): void {
    this.settle(row);
    const after = rowAfter(row);
    if (after) this.settle(after);
  }

  private write(row: HTMLElement): void {
    const line = this.day.content.cloneNode(true) as DocumentFragment;
    const time = line.querySelector("time");
    if (time) time.dateTime = row.dataset.instant ?? "";
    row.before(line);
  }
}

export function isRow(node: Node | null): node is HTMLElement {
  return node instanceof HTMLElement && node.matches("article");
}

export function rowBefore(row: Element): HTMLElement | null {
  let element = row.previousElementSibling;
  while (element && !isRow(element)) element = element.previousElementSibling;
  return element;
}

export function rowAfter(row: Element): HTMLElement | null {
  let element = row.nextElementSibling;
  while (element && !isRow(element)) element = element.nextElementSibling;
  return element;
}

function linesBetween(before: Element | null, row: Element, selector: string): Element[] {
  const found: Element[] = [];
  for (let line = row.previousElementSibling; line && line !== before; line = line.previousElementSibling) {
    if (line.matches(selector)) found.push(line);
  }
  return found;
}

function follows(before: HTMLElement, row: HTMLElement): boolean {
  const isLive = ![before, row].some((one) => one.classList.contains("is-deleted"));
  const apart = Date.parse(row.dataset.instant ?? "") - Date.parse(before.dataset.instant ?? "");
  return isLive && before.dataset.author === row.dataset.author && apart <= TOGETHER;
}

function dayOf(row: HTMLElement): number {
  return readerTimes().dayNumber(new Date(row.dataset.instant ?? 0));
}
