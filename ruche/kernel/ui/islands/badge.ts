/* SPDX-License-Identifier: AGPL-3.0-or-later */

const PLACES = [
  [".r-rail-item", "r-rail-badge"],
  [".r-tabbar-item", "r-count r-count-hot"],
] as const;
const COUNTED = /^\(\d+\+?\) /;

export function written(count: number): string {
  return count > 99 ? "99+" : String(count);
}

/** How many things wait in a space (`data-space="talk"`), in the rail and in the phone's tab bar; the tab itself says so too. */
export function showBadge(space: string, count: number): void {
  for (const [place, style] of PLACES) {
    const icon = document.querySelector(`${place}[data-space="${space}"] > span`);
    icon?.querySelector(".r-rail-badge, .r-count")?.remove();
    if (icon && count > 0) icon.append(drawn(count, style));
  }
  showInTab(count);
}

/** What the tab shows of a page that was made with a badge. */
export function showInTab(count: number): void {
  const title = document.title.replace(COUNTED, "");
  const wanted = count > 0 ? `(${written(count)}) ${title}` : title;
  if (document.title !== wanted) document.title = wanted;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"][data-waiting]');
  if (!icon) return;
  icon.dataset.calm ??= icon.getAttribute("href") ?? "";
  icon.setAttribute("href", (count > 0 ? icon.dataset.waiting : icon.dataset.calm) ?? "");
}

function drawn(count: number, style: string): HTMLElement {
  const badge = document.createElement("b");
  badge.className = style;
  const word = document.createElement("span");
  word.className = "r-sr";
  const { unread = "" } = document.querySelector<HTMLElement>(".r-rail")?.dataset ?? {};
  word.textContent = ` ${unread}`;
  badge.append(written(count), word);
  return badge;
}
