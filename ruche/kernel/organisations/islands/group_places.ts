/* SPDX-License-Identifier: AGPL-3.0-or-later */

/** Where a group may go: not into itself or what is inside it, and not where it is; nor into what is folded away. The rows are the tree, in order, each with its depth. */
export function placesFor(moving: HTMLElement, rows: HTMLElement[], tops: HTMLElement[]): HTMLElement[] {
  const own = rows.indexOf(moving);
  const depth = Number(moving.dataset.depth);
  const end = rows.findIndex((row, index) => index > own && Number(row.dataset.depth) <= depth);
  const outside = rows.filter((row, index) => !row.hidden && (index < own || (end >= 0 && index >= end)));
  const groups = outside.filter((row) => "takes" in row.dataset && row.dataset.group !== moving.dataset.parent);
  return moving.dataset.parent ? [...groups, ...tops] : groups;
}

/** The place after (1) or before (-1) another, around the ends; from where the group itself is, the nearest. */
export function nextPlace(places: HTMLElement[], from: HTMLElement, step: number): HTMLElement | undefined {
  const present = places.indexOf(from);
  if (present >= 0) return places[(present + step + places.length) % places.length];
  const after = places.findIndex((place) => from.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (step > 0) return places[Math.max(after, 0)];
  return after > 0 ? places[after - 1] : places.at(-1);
}
