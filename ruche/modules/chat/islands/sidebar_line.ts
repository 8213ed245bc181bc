/* SPDX-License-Identifier: AGPL-3.0-or-later */

import { written } from "../../../kernel/ui/islands/badge.ts";

/** How many unread messages a line of the sidebar shows. */
export function countOf(line: HTMLElement): number {
  return Number(line.querySelector<HTMLElement>("[data-count]")?.dataset.count ?? 0);
}

/** How many of them call the reader. */
export function callsOf(line: HTMLElement): number {
  return Number(line.querySelector<HTMLElement>("[data-calls]")?.dataset.calls ?? 0);
}

export function showCount(line: HTMLElement, count: number): void {
  line.classList.toggle("is-new", count > 0);
  show(line.querySelector<HTMLElement>("[data-count]"), "count", count, written(count));
}

export function showCalls(line: HTMLElement, calls: number): void {
  show(line.querySelector<HTMLElement>("[data-calls]"), "calls", calls, `@${written(calls)}`);
}

function show(box: HTMLElement | null, name: "count" | "calls", count: number, text: string): void {
  if (!box) return;
  box.dataset[name] = String(count);
  box.hidden = count === 0;
  if (box.firstElementChild) box.firstElementChild.textContent = text;
}
