/* SPDX-License-Identifier: AGPL-3.0-or-later */
import type { Mentioned } from "./mentions.ts";

const known = new WeakMap<HTMLTextAreaElement, Mentioned[]>();

/** Who was chosen from the list of people in this field, in that order; what is left of them in the text is for mentions.ts to find. */
export function chosenIn(field: HTMLTextAreaElement): readonly Mentioned[] {
  return known.get(field) ?? [];
}

export function remember(field: HTMLTextAreaElement, people: readonly Mentioned[]): void {
  const before = known.get(field) ?? [];
  const added = people.filter(({ id, name }) => !before.some((one) => one.id === id && one.name === name));
  known.set(field, [...before, ...added]);
}

export function forget(field: HTMLTextAreaElement): void {
  known.delete(field);
}
