/* SPDX-License-Identifier: AGPL-3.0-or-later */

type Asked = { words: string[]; kind: string; folded: ReadonlySet<string> };

/** Which rows of a tree are seen. The rows are in the tree's order, each with its depth. Whoever asks for something sees what
 *  matches and what that is inside of, folded or not; whoever asks for nothing sees all but what is folded away. */
export function shownRows(rows: HTMLElement[], { words, kind, folded }: Asked): { shown: Set<HTMLElement>; matching: Set<HTMLElement> } {
  if (!words.length && !kind) {
    const shown = unfolded(rows, folded);
    return { shown, matching: shown };
  }
  const matching = new Set(rows.filter((row) => matches(row, words, kind)));
  const shown = new Set<HTMLElement>();
  let wanted = -1; // from the end: the depth at which the next row is around one that is shown
  for (const row of [...rows].reverse()) {
    const depth = depthOf(row);
    if (!matching.has(row) && depth !== wanted) continue;
    shown.add(row);
    wanted = depth - 1;
  }
  return { shown, matching };
}

/** Without capitals and accents, one space between words. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

function unfolded(rows: HTMLElement[], folded: ReadonlySet<string>): Set<HTMLElement> {
  const shown = new Set<HTMLElement>();
  let hidden = Infinity; // rows deeper than this are inside a folded one
  for (const row of rows) {
    const depth = depthOf(row);
    if (depth > hidden) continue;
    hidden = folded.has(row.dataset.group ?? "") ? depth : Infinity;
    shown.add(row);
  }
  return shown;
}

function matches(row: HTMLElement, words: string[], kind: string): boolean {
  const name = plain(row.dataset.name ?? "");
  return (!kind || row.dataset.kind === kind) && words.every((word) => name.includes(word));
}

function depthOf(row: HTMLElement): number {
  return Number(row.dataset.depth);
}
