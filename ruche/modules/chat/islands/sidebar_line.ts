/* SPDX-License-Identifier: AGPL-3.0-or-later */

const RAILS = [
  [".r-rail-item[aria-current]", "r-rail-badge"],
  [".r-tabbar-item[aria-current]", "r-count r-count-hot"],
] as const;

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

/** The rail and the phone's tab bar: the space that this page is in. */
export function showInRail(totalLine: HTMLElement): void {
  const total = countOf(totalLine);
  const word = totalLine.querySelector("[data-count] .r-sr");
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

function show(box: HTMLElement | null, name: "count" | "calls", count: number, text: string): void {
  if (!box) return;
  box.dataset[name] = String(count);
  box.hidden = count === 0;
  if (box.firstElementChild) box.firstElementChild.textContent = text;
}

function written(count: number): string {
  return count > 99 ? "99+" : String(count);
}
