/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** Changes the rows and leaves what is at the top of the screen where it is, to the pixel. */
export function keepPlace(log: HTMLElement, rows: HTMLElement, change: () => void): void {
  const anchor = rowAtTop(rows, log.getBoundingClientRect().top);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (moved !== 0) log.scrollTop += moved;
}

/** The first row that is on the screen, even in part. */
export function rowAtTop(rows: HTMLElement, top: number): HTMLElement | undefined {
  const all = [...rows.querySelectorAll<HTMLElement>(":scope > article")];
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as HTMLElement).getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  return all[low];
}
